import { compareBytes } from '../settings/filter-rules.ts'
import type { Bound, FacetKey, FacetValue, ValueGroup } from './keys.ts'

/**
 * The values of the documents that came last, in memory: to write each to the table when it comes
 * would touch a page for each value.
 */
export interface RecentFacets {
  add(key: FacetKey, value: FacetValue, docid: number): void
  /** Whether the document was among those with the value. */
  remove(key: FacetKey, value: FacetValue, docid: number): boolean
  /** Takes a value with all its documents out. */
  take(key: FacetKey, value: FacetValue): void
  clear(): void
  keys(): FacetKey[]
  /** The documents with a value, ascending. */
  equal(key: FacetKey, value: FacetValue): readonly number[]
  /** The values in their order. Good until the next change but `take`. */
  values(key: FacetKey): readonly ValueGroup<FacetValue>[]
}

interface Family {
  key: FacetKey
  docids: Map<FacetValue, number[]>
  /** null where it has to be made anew. */
  sorted: ValueGroup<FacetValue>[] | null
}

const KINDS = 8

export function createRecentFacets(): RecentFacets {
  const families = new Map<number, Family>()

  function familyOf({ field, kind }: FacetKey): Family | undefined {
    return families.get(field * KINDS + kind)
  }

  function addFamily(key: FacetKey): Family {
    const family: Family = { key: { ...key }, docids: new Map(), sorted: null }
    families.set(key.field * KINDS + key.kind, family)
    return family
  }

  function take(family: Family, value: FacetValue): void {
    family.docids.delete(value)
    if (family.docids.size === 0) families.delete(family.key.field * KINDS + family.key.kind)
  }

  return {
    add(key, value, docid) {
      const family = familyOf(key) ?? addFamily(key)
      const known = family.docids.get(value)
      if (known === undefined) {
        family.docids.set(value, [docid])
        family.sorted = null
      } else insert(known, docid)
    },
    remove(key, value, docid) {
      const family = familyOf(key)
      const docids = family?.docids.get(value)
      const at = docids?.indexOf(docid) ?? -1
      if (family === undefined || docids === undefined || at < 0) return false
      docids.splice(at, 1)
      if (docids.length > 0) return true
      family.sorted = null
      take(family, value)
      return true
    },
    take(key, value) {
      const family = familyOf(key)
      if (family !== undefined) take(family, value)
    },
    clear: () => families.clear(),
    keys: () => [...families.values()].map(({ key }) => key),
    equal: (key, value) => familyOf(key)?.docids.get(value) ?? NONE,
    values(key) {
      const family = familyOf(key)
      if (family === undefined) return []
      family.sorted ??= Array.from(family.docids, ([value, docids]) => ({ value, docids })).sort(
        (left, right) => compareValues(left.value, right.value),
      )
      return family.sorted
    },
  }
}

/** The documents that came last have the greatest numbers, but for those that took a free one. */
function insert(docids: number[], docid: number): void {
  const last = docids.at(-1) as number
  if (docid > last) docids.push(docid)
  else if (!docids.includes(docid)) {
    docids.push(docid)
    docids.sort((left, right) => left - right)
  }
}

/** Numbers before one another, strings by their bytes; never one of each. */
export function compareValues(left: FacetValue, right: FacetValue): number {
  return typeof left === 'number' ? left - Number(right) : compareBytes(left, String(right))
}

export function isBetween(
  value: FacetValue,
  from: Bound<FacetValue> | null,
  to: Bound<FacetValue> | null,
): boolean {
  if (from !== null) {
    const order = compareValues(value, from.value)
    if (order < 0 || (order === 0 && !from.inclusive)) return false
  }
  if (to === null) return true
  const order = compareValues(value, to.value)
  return order < 0 || (order === 0 && to.inclusive)
}

const NONE: readonly number[] = []
