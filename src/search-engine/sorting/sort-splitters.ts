import { DocSet } from '../base/docset.ts'
import type { JsonObject } from '../base/json.ts'
import { isWithin } from '../base/patterns.ts'
import { extractFacets, type FieldFacets } from '../facets/extract.ts'
import type { FacetValue } from '../facets/store.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import type { Splitter } from '../ranking/splitter-rule.ts'
import { compareBytes } from '../settings/filter-rules.ts'
import type { SortCriterion } from './sort-criteria.ts'

/** Up to this many documents are cheaper to sort by reading them than by walking all values. */
const FEW = 500

/** Documents that are read between two pauses; one of them may have a megabyte. */
const PAUSE_READ = 4
/** Values that are passed, and their documents, between two pauses. */
const PAUSE = 1_024

/**
 * What the sorting ranking rules of a search stand for: `sort` the request's criteria, `price:asc`
 * itself; a field that was sorted by before is left out. To be asked once for each rule, in order.
 *
 * @param isScored whether each criterion shows in the scores; else fields that no document has are
 *   left out, as a request may name a great many
 */
export function createSplitters(
  index: EmbeddedIndex,
  criteria: readonly SortCriterion[],
  isScored: boolean,
): (rankingRule: string) => Splitter[] {
  const known = isScored ? criteria : criteria.filter(({ field }) => index.fields.has(field))
  const criteriaOf = createCriteriaReader(known)
  return (rankingRule) =>
    criteriaOf(rankingRule).map((criterion) => (bucket) => splitBy(index, criterion, bucket))
}

/** What the sorting ranking rules sort by, in the order of the rules. */
export function sortedCriteria(
  { settings }: EmbeddedIndex,
  criteria: readonly SortCriterion[],
): SortCriterion[] {
  const rules = settings.rankingRules.filter((rule) => rule === 'sort' || rule.includes(':'))
  return [...new Set(rules)].flatMap(createCriteriaReader(criteria))
}

function createCriteriaReader(
  criteria: readonly SortCriterion[],
): (rankingRule: string) => SortCriterion[] {
  const sorted = new Set<string>()
  return (rankingRule) => {
    const wanted = rankingRule === 'sort' ? criteria : [toCriterion(rankingRule)]
    return wanted.filter(({ field }) => !sorted.has(field) && sorted.add(field))
  }
}

function toCriterion(rankingRule: string): SortCriterion {
  const colon = rankingRule.lastIndexOf(':')
  return { field: rankingRule.slice(0, colon), ascending: rankingRule.slice(colon + 1) === 'asc' }
}

/**
 * Numbers, then strings, each in the direction asked for; documents without either come last. Null
 * where others may have their turn.
 */
function* splitBy(
  index: EmbeddedIndex,
  criterion: SortCriterion,
  bucket: DocSet,
): Generator<DocSet | null> {
  const field = index.fields.id(criterion.field)
  const left = bucket.clone()
  if (field !== undefined) {
    const size = bucket.size
    const parts =
      size <= FEW
        ? splitFew(index, criterion, bucket)
        : splitMany(index, field, criterion, left, size)
    for (const part of parts) {
      if (part !== null) left.andNotWith(part)
      yield part
    }
  }
  if (!left.isEmpty) yield left
}

function* splitMany(
  { facets }: EmbeddedIndex,
  field: number,
  { ascending }: SortCriterion,
  left: DocSet,
  size: number,
): Generator<DocSet | null> {
  let remaining = size
  let work = 0
  for (const type of ['number', 'string'] as const) {
    const groups =
      type === 'number'
        ? facets.values(field, 'number', ascending)
        : facets.values(field, 'string', ascending)
    for (const { docids } of groups) {
      work += 1 + docids.length
      if (work >= PAUSE) {
        work = 0
        yield null
      }
      const part = docids.filter((docid) => left.has(docid))
      if (part.length === 0) continue
      yield DocSet.of(part)
      remaining -= part.length
      if (remaining === 0) return
    }
  }
}

function* splitFew(
  index: EmbeddedIndex,
  criterion: SortCriterion,
  bucket: DocSet,
): Generator<DocSet | null> {
  const groups = new Map<FacetValue, DocSet>()
  let read = 0
  for (const docid of bucket) {
    if (++read % PAUSE_READ === 0) yield null
    const value = sortValue(fieldOf(index, docid, criterion.field), criterion.ascending)
    if (value === undefined) continue
    const group = groups.get(value)
    if (group) group.add(docid)
    else groups.set(value, DocSet.of([docid]))
  }
  for (const value of [...groups.keys()].sort(byValue(criterion.ascending))) {
    yield groups.get(value) as DocSet
  }
}

/** What a document says of one field, read from the document itself. */
export function fieldOf(
  index: EmbeddedIndex,
  docid: number,
  field: string,
): FieldFacets | undefined {
  return fieldIn(index, index.documents.read(docid), field)
}

/** What a document says of one field, as far as the index looks for it: not below what it skips. */
export function fieldIn(
  index: EmbeddedIndex,
  document: JsonObject,
  field: string,
): FieldFacets | undefined {
  const found = extractFacets(document, (path) => {
    if (!isWithin(field, path)) return 'none'
    const relation = index.relationOf(path)
    return path === field || relation === 'none' ? relation : 'parent'
  })
  return found.get(field)
}

/** The value that comes first in its direction: a number when there is one. */
export function sortValue(
  field: FieldFacets | undefined,
  ascending: boolean,
): FacetValue | undefined {
  if (!field) return undefined
  const values: FacetValue[] =
    field.numbers.size > 0 ? [...field.numbers] : [...field.strings.keys()]
  return values.sort(byValue(ascending))[0]
}

function byValue(ascending: boolean): (left: FacetValue, right: FacetValue) => number {
  const sign = ascending ? 1 : -1
  return (left, right) => {
    if (typeof left === 'number') return typeof right === 'number' ? sign * (left - right) : -1
    return typeof right === 'number' ? 1 : sign * compareBytes(left, right)
  }
}
