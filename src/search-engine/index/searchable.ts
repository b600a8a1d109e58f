import { isWithin } from '../base/patterns.ts'

/** How the searchable attributes of the settings apply to the paths of documents. */
export interface Searchable {
  /** How late in the list the first attribute stands that a path is or is inside of. */
  weightOf(path: string): number | undefined
  /** null where every attribute weighs the same. */
  readonly lastWeight: number | null
}

/**
 * Meilisearch 1.50: `*` alone makes every path searchable with the same weight; a name stands for
 * the attribute and all inside it; vectors and geographic coordinates never are.
 */
export function searchablePaths(attributes: readonly string[]): Searchable {
  if (attributes.includes('*')) {
    return { weightOf: (path) => (isReserved(path) ? undefined : 0), lastWeight: null }
  }
  return {
    weightOf(path) {
      if (isReserved(path)) return undefined
      const at = attributes.findIndex((attribute) => isWithin(path, attribute))
      return at === -1 ? undefined : at
    },
    lastWeight: Math.max(0, attributes.length - 1),
  }
}

function isReserved(path: string): boolean {
  return RESERVED.some((name) => isWithin(path, name))
}

const RESERVED = ['_vectors', '_geo', '_geojson']
