import type { Readable } from '../journal/reading.ts'
import type { GatewayJournal } from './gateway-worlds.ts'
import type { Worlds } from './types.ts'

/**
 * The journal of a world as the library gives it.
 *
 * @param open the worlds; throws where they are closed, naming what was asked for
 * @param operations the ids of all operations
 */
export function createJournalHandle(
  name: string,
  open: (what: string) => Worlds,
  operations: () => readonly string[],
  urlOf: () => string,
): GatewayJournal {
  /** @throws {Error} where no journal is kept */
  function readable(what: string): Readable {
    const { journals } = open(`journal.${what}`)
    if (journals !== undefined) return { journals, operations: operations() }
    throw new Error('there is no journal: start with a journalSize of 1 or more')
  }
  const journal = () => open('journal').journalOf(name)
  // Loaded with the first question.
  const reading = () => import('../journal/reading.ts')

  const handle: GatewayJournal = {
    async list(filter = {}) {
      const asked = readable('list')
      return (await reading()).listRequests(asked, journal(), filter)
    },
    async events(filter = {}) {
      const asked = readable('events')
      return (await reading()).listEvents(asked, journal(), filter)
    },
    async unmatched(page = {}) {
      const asked = readable('unmatched')
      return (await reading()).listUnmatched(asked, name, page)
    },
    async find(id) {
      const asked = readable('find')
      return (await reading()).findRequest(asked, journal(), id, name)
    },
    async wait({ signal, ...filter } = {}) {
      const asked = readable('wait')
      const { waitForRequests } = await reading()
      const worlds = open('journal.wait')
      const world = worlds.enter(name)
      try {
        const { journal } = world
        if (journal === undefined) throw new Error(`world ${name} has no journal`)
        return await waitForRequests(asked, journal, filter, signal)
      } finally {
        worlds.leave(world)
      }
    },
    async curl(id) {
      const found = await handle.find(id)
      const { curlOf } = await import('../journal/curl.ts')
      return found && curlOf(found, urlOf())
    },
    async har(filter = {}) {
      const asked = readable('har')
      const { listRequests, mostListed } = await reading()
      const { harOf } = await import('../journal/har.ts')
      const { requests } = listRequests(asked, journal(), { limit: mostListed, ...filter })
      return harOf(requests.reverse(), urlOf())
    },
    clear() {
      readable('clear')
      open('journal.clear').clearJournal(name)
    },
  }
  return handle
}
