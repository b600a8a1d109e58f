/** Faults of a world that a request begins and later ones meet: counts and searches that lag behind. */
import type { Clock } from '../base/clock.ts'
import type { CountStore } from '../operations/conversations/counts.ts'

export interface Lags {
  /** The next `requests` requests for counts are answered from `counts`. */
  holdCounts: (counts: CountStore, requests: number) => void
  /** What answers a request for counts instead of the world's own; each call is one request. */
  countsInstead: () => CountStore | undefined
  /**
   * Searches see what there was.
   *
   * @param latest the number of the newest message or document that they see
   * @param until how long: a time of `clock`, or so many searches
   */
  holdSearch: (latest: number, until: { time: number; clock: Clock } | { searches: number }) => void
  /**
   * To be called once for each search.
   *
   * @returns the newest number that it sees; undefined for all
   */
  searchesUpTo: () => number | undefined
  end: () => void
}

/** How long searches are behind, and up to where they see. */
interface SearchHold {
  latest: number
  until: { time: number; clock: Clock } | { searches: number }
}

export function createLags(): Lags {
  let counts: { store: CountStore; left: number } | undefined
  let search: SearchHold | undefined
  return {
    holdCounts(store, requests) {
      // What there was before the first of several writes.
      counts = { store: counts?.store ?? store, left: requests }
    },
    countsInstead() {
      if (counts === undefined) return undefined
      const { store } = counts
      counts.left -= 1
      if (counts.left === 0) counts = undefined
      return store
    },
    holdSearch(latest, until) {
      const before = search === undefined || isOver(search) ? latest : search.latest
      search = { latest: Math.min(before, latest), until: { ...until } }
    },
    searchesUpTo() {
      if (search !== undefined && isOver(search)) search = undefined
      if (search !== undefined && 'searches' in search.until) search.until.searches -= 1
      return search?.latest
    },
    end() {
      counts = undefined
      search = undefined
    },
  }
}

function isOver({ until }: SearchHold): boolean {
  return 'searches' in until ? until.searches === 0 : until.clock().getTime() >= until.time
}
