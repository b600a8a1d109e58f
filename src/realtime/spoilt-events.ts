/** Faults of sockets: events that come late or twice, and connections that are cut instead. */
import type { Facts } from '../faults/match.ts'
import { drawMs } from '../faults/random.ts'
import type { Faults } from '../faults/rules.ts'
import type { Caller } from '../operations/directory/callers.ts'
import type { Spoiler } from './outbox.ts'
import type { Handshake, Receiver } from './receivers.ts'

/** What rules are matched by, of somebody who listens. */
export function factsOf({ token }: Handshake, { kind }: Caller): Facts {
  return { headers: { 'x-access-token': String(token) }, caller: kind }
}

/**
 * @param send gives a receiver whole frames
 * @param cut ends its connection
 * @returns undefined where nothing can go wrong
 */
export function spoilEvents(
  faults: Faults,
  send: (receiver: Receiver, frames: Buffer) => void,
  cut: (receiver: Receiver) => void,
): Spoiler | undefined {
  if (!faults.isArmed) return undefined
  return (receiver, event, frame) => {
    const { handshake, caller } = receiver
    const hit = faults.meet('event', { ...factsOf(handshake, caller), event: event.name })
    const effect = hit?.effect
    if (effect?.kind === 'socket-drop') cut(receiver)
    else if (effect?.kind === 'socket-double') send(receiver, Buffer.concat([frame, frame]))
    else if (hit !== undefined && effect?.kind === 'socket-hold') {
      // To whoever is gone by then nothing is sent.
      setTimeout(() => send(receiver, frame), drawMs(effect.ms, hit.random)).unref()
    } else send(receiver, frame)
  }
}
