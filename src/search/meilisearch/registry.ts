import { type Meilisearch, MeilisearchApiError } from 'meilisearch'
import type { Finish } from './tasks.ts'

/** What stands in the registry about an index. */
export interface RegistryEntry {
  _id: string
  /** Whose rows it holds; empty while it is being filled. */
  generation: string
  /** What it was filled with besides rows. */
  settings: string
}

/**
 * A small index of our own that lists the indexes we made and what they hold. An index that is not
 * listed is somebody else's, whatever its name. One that is gone from the list was lost, for
 * instance because Meilisearch started again without its data.
 */
export function createRegistry(client: Meilisearch, finish: Finish, prefix: string) {
  const name = `${prefix}imbrace-gateway-mock`
  const index = client.index<RegistryEntry>(name)

  return {
    /** The entries by index, without the prefix; none when there is no registry. */
    async read(): Promise<Map<string, RegistryEntry>> {
      try {
        const { results } = await index.getDocuments({ limit: 100_000 })
        return new Map(results.map((entry) => [entry._id, entry]))
      } catch (error) {
        const isMissing =
          error instanceof MeilisearchApiError && error.cause?.code === 'index_not_found'
        if (isMissing) return new Map()
        throw error
      }
    },

    /** Adds or replaces entries. Meilisearch makes the index if it is not there. */
    async write(entries: RegistryEntry[]): Promise<void> {
      await finish(index.addDocuments(entries, { primaryKey: '_id' }))
    },
  }
}
export type Registry = ReturnType<typeof createRegistry>
