/** Which contacts are online, by their sockets. */
import type { World } from '../worlds/world.ts'

export interface Presence {
  /** A socket of the contact has come. */
  enter: (contactId: string) => void
  /** One of its sockets has gone. */
  leave: (contactId: string) => void
  /** The contact has a new conversation: it is online there too. */
  follow: (contactId: string) => void
  /** Nobody is online, and nobody is waited for. */
  isEmpty: () => boolean
  /** Tells another world of all who are here. */
  moveTo: (world: World) => void
  /** All have gone, at once. */
  clear: () => void
}

/**
 * @param graceMs how long a contact stays online without a socket
 * @param warn told of rows that could not be written
 * @param emptied called when the last contact is not waited for any more
 */
export function createPresence(
  first: World,
  graceMs: number,
  warn: (message: string) => void,
  emptied: () => void,
): Presence {
  let world = first
  /** Sockets of each contact that is online. */
  const sockets = new Map<string, number>()
  const timers = new Map<string, NodeJS.Timeout>()

  function write(contactId: string, isPresence: boolean): void {
    try {
      world.presence.set(contactId, isPresence)
    } catch (error) {
      warn(`realtime: presence was not written: ${(error as Error).message}`)
    }
  }

  function leaveNow(contactId: string): void {
    timers.delete(contactId)
    write(contactId, false)
    if (isEmpty()) emptied()
  }

  const isEmpty = () => sockets.size === 0 && timers.size === 0

  return {
    enter(contactId) {
      const count = sockets.get(contactId) ?? 0
      sockets.set(contactId, count + 1)
      if (count > 0) return
      const timer = timers.get(contactId)
      clearTimeout(timer)
      timers.delete(contactId)
      if (timer === undefined) write(contactId, true)
    },
    leave(contactId) {
      const count = (sockets.get(contactId) ?? 1) - 1
      if (count > 0) {
        sockets.set(contactId, count)
        return
      }
      sockets.delete(contactId)
      timers.set(
        contactId,
        setTimeout(() => leaveNow(contactId), graceMs),
      )
    },
    follow(contactId) {
      if (sockets.has(contactId) || timers.has(contactId)) write(contactId, true)
    },
    isEmpty,
    moveTo(other) {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      world = other
      for (const contactId of sockets.keys()) write(contactId, true)
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      const all = new Set([...sockets.keys(), ...timers.keys()])
      timers.clear()
      sockets.clear()
      for (const contactId of all) write(contactId, false)
    },
  }
}
