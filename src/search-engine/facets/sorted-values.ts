import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { compareBytes } from '../settings/filter-rules.ts'
import type { Bound, FacetStore, FacetValue, ValueGroup } from './store.ts'

/** After so many ranges of one field in a filter its values are worth reading once and for all. */
const MANY = 16

/** Values whose documents are joined one by one; more go by whole blocks. */
const BLOCK = 256

/** A function like `FacetStore.range`. */
export type ReadRange = <V extends FacetValue>(
  field: number,
  from: Bound<V> | null,
  to: Bound<V> | null,
) => Steps<DocSet>

/**
 * Reads ranges from the store, or from memory once a filter asks for many of one field: a filter
 * of thousands of ranges would otherwise walk half of the index for each.
 */
export function createRangeReader(facets: FacetStore): ReadRange {
  const counts = new Map<string, number>()
  const loaded = new Map<string, SortedValues>()
  return function* (field, from, to) {
    const type = typeof (from ?? to)?.value === 'number' ? 'number' : 'string'
    const key = `${field} ${type}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count <= MANY) return facets.range(field, from, to)
    const known = loaded.get(key) ?? (yield* sortValues(valuesOf(facets, field, type)))
    loaded.set(key, known)
    return known(from, to)
  }
}

function valuesOf(
  facets: FacetStore,
  field: number,
  type: 'number' | 'string',
): Iterable<ValueGroup<FacetValue>> {
  return type === 'number'
    ? facets.values(field, 'number', true)
    : facets.values(field, 'string', true)
}

/** Values that are read between two pauses. */
const PAUSE = 64

/** The documents with a value between two bounds. */
export type SortedValues = (from: Bound<FacetValue> | null, to: Bound<FacetValue> | null) => DocSet

/** Keeps the documents of ascending values so that those of any range are joined quickly. */
export function* sortValues(ascending: Iterable<ValueGroup<FacetValue>>): Steps<SortedValues> {
  const groups: ValueGroup<FacetValue>[] = []
  for (const group of ascending) if (groups.push(group) % PAUSE === 0) yield
  const blocks = yield* buildTree(groups)
  const first = (bound: Bound<FacetValue> | null): number =>
    bound ? countBefore(groups, bound.value, !bound.inclusive) : 0
  const end = (bound: Bound<FacetValue> | null): number =>
    bound ? countBefore(groups, bound.value, bound.inclusive) : groups.length

  return (from, to) => {
    const found = new DocSet()
    const [start, stop] = [first(from), end(to)]
    const firstBlock = Math.ceil(start / BLOCK)
    const lastBlock = Math.floor(stop / BLOCK)
    if (firstBlock >= lastBlock) return addGroups(found, groups, start, stop)
    addGroups(found, groups, start, firstBlock * BLOCK)
    addBlocks(found, blocks, firstBlock, lastBlock)
    return addGroups(found, groups, lastBlock * BLOCK, stop)
  }
}

function addGroups(
  found: DocSet,
  groups: readonly ValueGroup<FacetValue>[],
  start: number,
  stop: number,
): DocSet {
  for (let at = start; at < stop; at++) {
    for (const docid of groups[at]?.docids ?? []) found.add(docid)
  }
  return found
}

/** A segment tree: node n joins nodes 2n and 2n + 1, the blocks are its second half. */
function* buildTree(groups: readonly ValueGroup<FacetValue>[]): Steps<DocSet[]> {
  const count = Math.floor(groups.length / BLOCK)
  const tree: DocSet[] = Array.from({ length: 2 * count }, () => new DocSet())
  for (let block = 0; block < count; block++) {
    addGroups(tree[count + block] as DocSet, groups, block * BLOCK, (block + 1) * BLOCK)
    yield
  }
  for (let node = count - 1; node > 0; node--) {
    tree[node]?.orWith(tree[2 * node] as DocSet).orWith(tree[2 * node + 1] as DocSet)
    yield
  }
  return tree
}

function addBlocks(found: DocSet, tree: readonly DocSet[], start: number, stop: number): void {
  let left = start + tree.length / 2
  let right = stop + tree.length / 2
  while (left < right) {
    if (left % 2 === 1) found.orWith(tree[left++] as DocSet)
    if (right % 2 === 1) found.orWith(tree[--right] as DocSet)
    left /= 2
    right /= 2
  }
}

/** How many values come before one, itself included or not. */
function countBefore(
  groups: readonly ValueGroup<FacetValue>[],
  value: FacetValue,
  included: boolean,
): number {
  let low = 0
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = compare((groups[middle] as ValueGroup<FacetValue>).value, value)
    if (order < 0 || (included && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}

function compare(left: FacetValue, right: FacetValue): number {
  return typeof left === 'number' ? left - Number(right) : compareBytes(left, String(right))
}
