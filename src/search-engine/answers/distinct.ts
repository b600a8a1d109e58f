import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { fieldOf } from '../sorting/sort-splitters.ts'

/** The documents that share a value of the distinct attribute with one, which may be among them. */
export type ReadSharing = (docid: number) => Steps<Iterable<number>>

/** After so many documents the values of all are worth reading at once. */
const MANY = 200

/** Values that are read between two pauses, or documents with them. */
const PAUSE = 256

/**
 * Reads what `distinct` needs to know; null without the attribute in the index, when every
 * document is one of its own.
 */
export function createSharingReader(index: EmbeddedIndex, name: string): ReadSharing | null {
  const field = index.fields.id(name)
  if (field === undefined) return null
  let asked = 0
  let sharing: Map<number, (readonly number[])[]> | undefined
  return function* (docid) {
    asked++
    if (asked <= MANY) {
      yield
      return readSharing(index, field, name, docid)
    }
    sharing ??= yield* readAllSharing(index, field)
    if (asked % PAUSE === 0) yield
    return (sharing.get(docid) ?? []).flat()
  }
}

function readSharing(index: EmbeddedIndex, field: number, name: string, docid: number): DocSet {
  const own = fieldOf(index, docid, name)
  const sharing = new DocSet()
  for (const value of own ? [...own.strings.keys(), ...own.numbers] : []) {
    sharing.orWith(index.facets.equal(field, value))
  }
  return sharing
}

/** For each document the groups of those that share a value with it. */
function* readAllSharing(
  { facets }: EmbeddedIndex,
  field: number,
): Steps<Map<number, (readonly number[])[]>> {
  const groups = new Map<number, (readonly number[])[]>()
  let work = 0
  for (const values of [
    facets.values(field, 'number', true),
    facets.values(field, 'string', true),
  ]) {
    for (const { docids } of values) {
      for (const docid of docids) {
        const known = groups.get(docid)
        if (known) known.push(docids)
        else groups.set(docid, [docids])
      }
      work += 1 + docids.length
      if (work < PAUSE) continue
      work = 0
      yield
    }
  }
  return groups
}
