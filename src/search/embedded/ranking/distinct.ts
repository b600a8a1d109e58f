import { DocSet } from '../docset.ts'

/** The documents that share a value of the distinct attribute with this one. */
export type Distinct = (docid: number) => Iterable<number>

/** The first document of a bucket for each value, and all that share a value with those. */
export function keepDistinct(
  bucket: DocSet,
  distinct: Distinct,
): { remaining: DocSet; excluded: DocSet } {
  const remaining = new DocSet()
  const excluded = new DocSet()
  for (const docid of bucket) {
    if (excluded.has(docid)) continue
    for (const other of distinct(docid)) excluded.add(other)
    remaining.add(docid)
  }
  return { remaining, excluded }
}
