import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { FacetStore, FacetValue } from './store.ts'

/** After so many values of one field in a filter, to read all that documents have costs less. */
const MANY = 5_000
/** Values that are read between two pauses. */
const PAUSE = 64

/** So few documents are no work to collect again. */
const FEW = 64

/** A function like `FacetStore.equal`. Its sets are not to be changed. */
export type ReadEqual = (field: number, value: FacetValue) => Steps<DocSet>

/**
 * Looks values up in the store, or in memory once a filter asks for thousands of one field: it may
 * ask for a million that no document has.
 */
export function createEqualReader(facets: FacetStore): ReadEqual {
  const fields = new Map<string, ReadEqualOfField>()
  return function* (field, value) {
    const key = `${field} ${typeof value}`
    const known = fields.get(key) ?? createFieldReader(facets, field)
    fields.set(key, known)
    return yield* known(value)
  }
}

type ReadEqualOfField = (value: FacetValue) => Steps<DocSet>

/** Of the values of one type. */
function createFieldReader(facets: FacetStore, field: number): ReadEqualOfField {
  /** The sets of values asked for before; null for one that was asked for once. */
  const asked = new Map<FacetValue, DocSet | null>()
  let all: Map<FacetValue, readonly number[]> | undefined
  return function* (value) {
    const docids = all?.get(value)
    if (all !== undefined && (docids === undefined || docids.length <= FEW)) {
      return DocSet.of(docids ?? [])
    }
    const known = asked.get(value)
    if (known) return known
    const found = facets.equal(field, value)
    asked.set(value, known === null ? found : null)
    if (asked.size > MANY) all ??= yield* loadValues(facets, field, value)
    return found
  }
}

function* loadValues(
  facets: FacetStore,
  field: number,
  like: FacetValue,
): Steps<Map<FacetValue, readonly number[]>> {
  const values = new Map<FacetValue, readonly number[]>()
  const groups =
    typeof like === 'number'
      ? facets.values(field, 'number', true)
      : facets.values(field, 'string', true)
  for (const { value, docids } of groups) {
    values.set(value, docids)
    if (values.size % PAUSE === 0) yield
  }
  return values
}
