/** What was asked of a world, and what its sockets were told: bounded, and apart from its rows. */
import type { EventEntry, RequestEntry, Texts } from './entry.ts'
import { createRing, type Ring } from './ring.ts'

/** Called when a request has its answer, before that leaves. */
export type EntryListener = (entry: RequestEntry) => void

/** The journal of one world. It stays when the rows are replaced, and while the world is parked. */
export interface Journal {
  /** @param texts its head, its body, its answer */
  addRequest(entry: RequestEntry, texts: Texts): void
  addEvent(entry: EventEntry, payload: string): void
  readonly requests: Ring<RequestEntry>
  readonly events: Ring<EventEntry>
  /** Forgets all. */
  clear(): void
  /** @returns ends it */
  listen(listener: EntryListener): () => void
}

/** The journals of all worlds of a gateway. */
export interface Journals {
  /** The number of the next entry. Whatever world it is of, they are of one line. */
  nextId(): number
  make(): Journal
  /**
   * Requests for addresses that nobody has, of all worlds: such a request makes no world, and would be in
   * no journal. Apart, so that no traffic takes their place.
   */
  readonly unmatched: Ring<RequestEntry>
}

/** @param size how many requests are kept, and as many events, of each world */
export function createJournals(size: number): Journals {
  let latest = 0
  return {
    nextId() {
      latest += 1
      return latest
    },
    make: () => createJournal(size),
    unmatched: createRing(size),
  }
}

function createJournal(size: number): Journal {
  const requests = createRing<RequestEntry>(size)
  const events = createRing<EventEntry>(size)
  const listeners = new Set<EntryListener>()
  return {
    addRequest(entry, texts) {
      requests.add(entry, texts)
      for (const listener of listeners) listener(entry)
    },
    addEvent: (entry, payload) => events.add(entry, ['', '', payload]),
    requests,
    events,
    clear() {
      requests.clear()
      events.clear()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
