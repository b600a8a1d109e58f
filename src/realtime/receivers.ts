/** Who listens: one for each connection and caller, whatever number of namespaces it has connected to. */
import type { Socket } from 'socket.io'
import type { Caller } from '../operations/directory/callers.ts'
import type { Event } from './events.ts'

/** What a socket has said to be let in. */
export interface Handshake {
  token: unknown
  organization: string
}

export interface Receiver {
  key: string
  handshake: Handshake
  caller: Caller
  /** The first is written to. */
  sockets: Socket[]
  /** Bytes that it has not taken yet. */
  unsent: number
}

const numbers = new WeakMap<object, number>()
let connections = 0

/** The same for the same connection and caller: whoever connects twice is told once. */
export function receiverKey({ conn }: Socket, caller: Caller): string {
  let number = numbers.get(conn)
  if (number === undefined) {
    connections += 1
    number = connections
    numbers.set(conn, number)
  }
  return JSON.stringify([number, caller.organization_id, identityOf(caller)])
}

function identityOf(caller: Caller): string {
  if (caller.kind === 'contact') return caller.contact_id
  return caller.kind === 'channel' ? caller.channel_id : caller.user_id
}

export function hears({ caller }: Receiver, event: Event): boolean {
  if (caller.organization_id !== event.organization_id) return false
  if (caller.kind === 'contact') return caller.contact_id === event.contact_id
  // The token of a page stands for no contact yet: it has no conversation to hear.
  if (caller.kind === 'channel') return false
  return event.agents === 'all' || event.agents.has(caller.user_id)
}

export function isJoined({ caller }: Receiver, { joined }: Event): boolean {
  return 'user_id' in caller && joined !== undefined && joined.has(caller.user_id)
}
