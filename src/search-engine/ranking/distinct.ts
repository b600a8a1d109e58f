import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'

/** The documents that share a value of the distinct attribute with this one. */
export type Distinct = (docid: number) => Steps<Iterable<number>>

/** The first document of a bucket for each value, and all that share a value with those. */
export function* keepDistinct(
  bucket: DocSet,
  distinct: Distinct,
): Steps<{ remaining: DocSet; excluded: DocSet }> {
  const remaining = new DocSet()
  const excluded = new DocSet()
  for (const docid of bucket) {
    if (excluded.has(docid)) continue
    for (const other of yield* distinct(docid)) excluded.add(other)
    remaining.add(docid)
  }
  return { remaining, excluded }
}
