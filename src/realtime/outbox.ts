/** Events on their way: many are sent together, to every socket with one write. */
import type { Event } from './events.ts'
import { eventFrames } from './frames.ts'
import { hears, isJoined, type Receiver } from './receivers.ts'

/** Sends a receiver the frame of one event, or what goes wrong instead. */
export type Spoiler = (receiver: Receiver, event: Event, frame: Buffer) => void

export interface Outbox {
  add: (events: Event[]) => void
  /** Sends all that waits, to whoever listens by now. */
  flush: () => void
  /** Forgets all that waits. */
  clear: () => void
}

/**
 * Sends at the end of the turn in which events come. What one sending took in time passes before the next,
 * so that a thousand sockets leave half of the time to requests, and ten wait for nothing.
 *
 * @param send gives a receiver whole frames
 * @param findSpoiler asked before each sending: what sends instead where events can go wrong
 * @param told hears of what was sent: the event, its payload as JSON, and to how many
 */
export function createOutbox(
  receivers: Iterable<Receiver>,
  send: (receiver: Receiver, frames: Buffer) => void,
  findSpoiler: () => Spoiler | undefined,
  told?: (event: Event, payload: string, sockets: number) => void,
): Outbox {
  let events: Event[] = []
  let cancel: (() => void) | undefined
  let restUntil = 0

  function schedule(): void {
    if (cancel !== undefined) return
    const rest = restUntil - performance.now()
    if (rest < 1) {
      const immediate = setImmediate(flush)
      cancel = () => clearImmediate(immediate)
    } else {
      const timer = setTimeout(flush, rest)
      cancel = () => clearTimeout(timer)
    }
  }

  function flush(): void {
    const sent = events
    clear()
    if (sent.length === 0) return
    const began = performance.now()
    const spoil = findSpoiler()
    if (spoil === undefined) sendAll(sent)
    else for (const event of sent) sendAll([event], spoil)
    const now = performance.now()
    restUntil = now + (now - began)
  }

  function sendAll(sent: Event[], spoil?: Spoiler): void {
    const { framesOf, eachHeard } = createFrames(sent)
    for (const receiver of receivers) {
      const frames = framesOf(receiver)
      if (frames.length === 0) continue
      const [event] = sent
      if (spoil !== undefined && event !== undefined) spoil(receiver, event, frames)
      else send(receiver, frames)
    }
    if (told !== undefined) eachHeard(told)
  }

  function clear(): void {
    cancel?.()
    cancel = undefined
    events = []
  }

  return {
    add(more) {
      if (more.length === 0) return
      events.push(...more)
      schedule()
    },
    flush,
    clear,
  }
}

/** The frames of some events for each receiver: those of receivers who hear the same are one buffer. */
function createFrames(events: Event[]) {
  /** Of each, for those who have not joined its room and for those who have. */
  const [notJoined, joined] = [[] as string[], [] as string[]]
  const buffers = new Map<string, Buffer>()
  /** How many have heard each. */
  const counts = events.map(() => 0)

  function textOf(at: number, event: Event, isJoined: boolean): string {
    const texts = isJoined ? joined : notJoined
    const known = texts[at]
    if (known !== undefined) return known
    const text = JSON.stringify([event.name, event.payloadOf(isJoined)])
    texts[at] = text
    return text
  }

  function framesOf(receiver: Receiver): Buffer {
    const heard = events.map((event, at) => {
      if (!hears(receiver, event)) return '-'
      counts[at] = (counts[at] ?? 0) + 1
      return isJoined(receiver, event) ? '1' : '0'
    })
    const namespace = receiver.sockets[0]?.nsp.name ?? ''
    const key = heard.join('') + namespace
    let buffer = buffers.get(key)
    if (buffer === undefined) {
      const texts = events.flatMap((event, at) =>
        heard[at] === '-' ? [] : [textOf(at, event, heard[at] === '1')],
      )
      buffer = eventFrames(namespace, texts)
      buffers.set(key, buffer)
    }
    return buffer
  }

  return {
    framesOf,
    eachHeard(hear: (event: Event, payload: string, sockets: number) => void): void {
      for (const [at, event] of events.entries()) {
        const count = counts[at] ?? 0
        if (count === 0) continue
        const text = notJoined[at] ?? joined[at] ?? ''
        hear(event, text.slice(JSON.stringify(event.name).length + 2, -1), count)
      }
    },
  }
}
