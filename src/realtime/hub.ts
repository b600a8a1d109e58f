/** The sockets of one world: who they are, and what they are told. */
import type { Socket } from 'socket.io'
import { nowhere, timeOf } from '../journal/entry.ts'
import type { Caller } from '../operations/directory/callers.ts'
import type { ChangeListener } from '../worlds/changes.ts'
import type { World } from '../worlds/world.ts'
import { type Event, eventsOf } from './events.ts'
import { callerOf } from './handshake.ts'
import { createOutbox } from './outbox.ts'
import type { Source } from './payloads.ts'
import { createPresence } from './presence.ts'
import { type Handshake, type Receiver, receiverKey } from './receivers.ts'
import { createEventRows } from './rows.ts'
import { spoilEvents } from './spoilt-events.ts'

export interface HubOptions {
  presenceGraceMs: number
  /** A socket with more bytes to take is cut off. */
  mostUnsent: number
  warn: (message: string) => void
  /** Called once, when nobody listens and nobody is waited for. */
  emptied: () => void
}

export interface Hub {
  add: (socket: Socket, handshake: Handshake, caller: Caller) => void
  remove: (socket: Socket) => void
  /** Goes on with the rows that the world has now. Whoever is nobody there is cut off. */
  moveTo: (world: World) => void
  /** Cuts all off, as a network does that fails. @returns how many connections */
  drop: () => number
  /**
   * Lets all go.
   *
   * @param how `ended` tells clients not to come again, `lost` is a connection that broke
   */
  close: (how: 'ended' | 'lost') => void
}

export function openHub(first: World, options: HubOptions): Hub {
  let source: Source = { world: first, rows: createEventRows(first.database) }
  const receivers = new Map<string, Receiver>()
  const receiverOf = new Map<Socket, Receiver>()
  const outbox = createOutbox(
    { [Symbol.iterator]: () => receivers.values() },
    send,
    () => spoilEvents(source.world.faults, send, cut),
    first.journal && ((event, payload, sockets) => write(source.world, event, payload, sockets)),
  )
  const emptied = () => {
    if (receivers.size > 0) return
    outbox.clear()
    unlisten()
    clearInterval(ticking)
    options.emptied()
  }
  const presence = createPresence(first, options.presenceGraceMs, options.warn, emptied)

  const listener: ChangeListener = (changes) => {
    if (receivers.size > 0) outbox.add(eventsOf(source, changes))
    for (const change of changes) {
      if (change.kind === 'conversation_created') presence.follow(change.conversation.contact_id)
    }
  }
  let unlisten = first.changes.listen(listener)
  // So that events come without a request: what is due is one comparison, whatever the clock does.
  const ticking = setInterval(() => {
    source.world.settle(() => undefined)
  }, 250).unref()

  /** Engine.io keeps what a socket does not take, without a bound. */
  function send(receiver: Receiver, frames: Buffer): void {
    const [socket] = receiver.sockets
    if (socket === undefined) return
    receiver.unsent += frames.length
    if (receiver.unsent > options.mostUnsent) {
      options.warn(`realtime: cut off a socket that does not read ${receiver.unsent} bytes`)
      cut(receiver)
      return
    }
    socket.conn.write('', { wsPreEncodedFrame: [frames] } as object, () => {
      receiver.unsent -= frames.length
    })
  }

  /** Without a word of farewell, which would wait behind all that it has not read. */
  function cut({ sockets }: Receiver): void {
    sockets[0]?.request.socket.destroy()
  }

  function remove(socket: Socket): void {
    const receiver = receiverOf.get(socket)
    if (receiver === undefined) return
    receiverOf.delete(socket)
    receiver.sockets = receiver.sockets.filter((one) => one !== socket)
    if (receiver.sockets.length > 0) return
    receivers.delete(receiver.key)
    if (receiver.caller.kind === 'contact') presence.leave(receiver.caller.contact_id)
    if (receivers.size === 0 && presence.isEmpty()) emptied()
  }

  return {
    add(socket, handshake, caller) {
      // What was before it is not for it.
      outbox.flush()
      const key = receiverKey(socket, caller)
      const known = receivers.get(key)
      const receiver = known ?? { key, handshake, caller, sockets: [], unsent: 0 }
      receiver.sockets.push(socket)
      receiverOf.set(socket, receiver)
      if (known !== undefined) return
      receivers.set(key, receiver)
      if (caller.kind === 'contact') presence.enter(caller.contact_id)
    },
    remove,
    moveTo(world) {
      outbox.clear()
      unlisten()
      source = { world, rows: createEventRows(world.database) }
      unlisten = world.changes.listen(listener)
      const strangers = [...receivers.values()].filter(
        ({ handshake }) => !isKnown(handshake, world),
      )
      // In these rows nobody is online yet.
      presence.moveTo(world)
      for (const receiver of strangers) cut(receiver)
    },
    drop() {
      const connections = new Set([...receiverOf.keys()].map(({ request }) => request.socket))
      for (const connection of connections) connection.destroy()
      return connections.size
    },
    close(how) {
      outbox.clear()
      unlisten()
      clearInterval(ticking)
      const sockets = [...receiverOf.keys()]
      receivers.clear()
      receiverOf.clear()
      presence.clear()
      for (const socket of sockets) {
        if (how === 'ended') socket.disconnect(true)
        else socket.conn.close()
      }
    },
  }
}

/** Into the journal of a world. */
function write(world: World, event: Event, payload: string, sockets: number): void {
  const { journal, clock } = world
  if (journal === undefined) return
  const { name, organization_id } = event
  journal.addEvent(
    {
      kind: 'event',
      id: journal.nextId(),
      time: timeOf(clock),
      world: journal.world,
      ...nowhere,
      event: name,
      organization_id,
      sockets,
      answerLength: payload.length,
    },
    payload,
  )
}

function isKnown(handshake: Handshake, world: World): boolean {
  try {
    callerOf(handshake, world)
    return true
  } catch {
    return false
  }
}
