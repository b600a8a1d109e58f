/**
 * A board belongs to the organization of this world that its documents name, if any. Which of two it
 * was would decide who may read the other's items: two are a mistake.
 */
import type { FixtureDocuments } from './documents.ts'

export interface BoardOwners {
  /** The organization of each board that has one. */
  owners: Map<string, string>
  conflicts: { place: string; sentence: string }[]
}

/** @param isOrganization whether an index, or what a document names, is an organization of this world */
export function findBoardOwners(
  files: FixtureDocuments[],
  isOrganization: (id: string) => boolean,
): BoardOwners {
  const owners = new Map<string, string>()
  const places = new Map<string, string>()
  const conflicts: BoardOwners['conflicts'] = []
  for (const { uid, documents, placeOf } of files) {
    if (isOrganization(uid)) continue
    for (const [at, { organization_id: named }] of documents.entries()) {
      if (typeof named !== 'string' || !isOrganization(named)) continue
      const owner = owners.get(uid)
      if (owner === undefined) {
        owners.set(uid, named)
        places.set(uid, placeOf(at))
      } else if (owner !== named) {
        conflicts.push({
          place: placeOf(at),
          sentence: `organization_id: expected ${owner} as at ${places.get(uid)}, found ${named}: the board ${uid} belongs to one organization`,
        })
      }
    }
  }
  return { owners, conflicts }
}
