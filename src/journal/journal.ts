/** What was asked of a world, and what its sockets were told: bounded, and apart from its rows. */
import type { EventEntry, RequestEntry, Texts } from './entry.ts'
import { type Packed, pack, unpack } from './packing.ts'
import { createRing, type Ring } from './ring.ts'

/** Called when a request has its answer, before that leaves. */
export type EntryListener = (entry: RequestEntry) => void

/** The journal of one world. It stays when the rows are replaced, and while the world is parked. */
export interface Journal {
  /** The world's name. */
  readonly world: string
  /** The number of the next entry. */
  nextId(): number
  /** @returns an entry to fill and add, where one has to leave for it */
  spareRequest(): RequestEntry | undefined
  /** @param texts its head, its body, its answer */
  addRequest(entry: RequestEntry, texts: Texts): void
  addEvent(entry: EventEntry, payload: string): void
  /** Not to be kept: they are others after `rest`. */
  rings(): { requests: Ring<RequestEntry>; events: Ring<EventEntry> }
  /** Forgets all. */
  clear(): void
  /** Takes as little room as it can, until the next entry. */
  rest(): void
  /**
   * @param ended called when no more will come: the world is removed, or the gateway closed
   * @returns ends it
   */
  listen(listener: EntryListener, ended: () => void): () => void
  /** Ends all that wait for more. */
  end(): void
}

/** The journals of all worlds of a gateway. */
export interface Journals {
  /** The number of the next entry. Whatever world it is of, they are of one line. */
  nextId(): number
  /** The latest number. */
  lastId(): number
  make(world: string): Journal
  /**
   * Requests for addresses that nobody has, of all worlds: such a request makes no world, and would be in
   * no journal. Apart, so that no traffic takes their place.
   */
  readonly unmatched: Ring<RequestEntry>
}

/** @param size how many requests are kept, and as many events, of each world */
export function createJournals(size: number): Journals {
  let latest = 0
  const nextId = () => {
    latest += 1
    return latest
  }
  return {
    nextId,
    lastId: () => latest,
    make: (world) => createJournal(world, size, nextId),
    unmatched: createRing(size),
  }
}

function createJournal(world: string, size: number, nextId: () => number): Journal {
  const empty = () => ({
    requests: createRing<RequestEntry>(size),
    events: createRing<EventEntry>(size),
  })
  let rings = empty()
  let packed: { requests: Packed | undefined; events: Packed | undefined } | undefined
  const listeners = new Map<EntryListener, () => void>()

  function opened(): typeof rings {
    if (packed === undefined) return rings
    const { requests, events } = packed
    const fresh = empty()
    if (requests !== undefined) unpack(requests, fresh.requests)
    if (events !== undefined) unpack(events, fresh.events)
    return fresh
  }

  function wake(): void {
    rings = opened()
    packed = undefined
  }

  return {
    world,
    nextId,
    spareRequest() {
      if (packed !== undefined) wake()
      return rings.requests.spare()
    },
    addRequest(entry, texts) {
      if (packed !== undefined) wake()
      rings.requests.add(entry, texts)
      for (const listener of listeners.keys()) listener(entry)
    },
    addEvent(entry, payload) {
      if (packed !== undefined) wake()
      rings.events.add(entry, ['', '', payload])
    },
    rings: opened,
    clear() {
      rings = empty()
      packed = undefined
    },
    rest() {
      if (packed !== undefined) return
      packed = { requests: pack(rings.requests), events: pack(rings.events) }
      rings = empty()
    },
    listen(listener, ended) {
      listeners.set(listener, ended)
      return () => void listeners.delete(listener)
    },
    end() {
      for (const ended of listeners.values()) ended()
    },
  }
}
