import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { createEqualReader, type ReadEqual } from '../facets/equal-values.ts'
import { normalizeFacet } from '../facets/normalize.ts'
import { parseFiniteFloat } from '../facets/numbers.ts'
import { createRangeReader, type ReadRange } from '../facets/sorted-values.ts'
import type { Bound, FacetStore } from '../facets/store.ts'
import { ruleOf } from '../settings/filter-rules.ts'
import type { FilterRule } from '../settings/settings.ts'
import type { Condition, Operation, Token } from './ast.ts'
import { checkGeo } from './geo-bounds.ts'
import { findNotFilterable, notFilterable } from './not-filterable.ts'

/** What a filter is evaluated over. */
export interface FilterSource {
  facets: FacetStore
  /** The number of a field, undefined for one that no document ever had. */
  fieldId(name: string): number | undefined
  rules: readonly FilterRule[]
  /** All documents. */
  all: DocSet
}

interface Evaluation extends FilterSource {
  readRange: ReadRange
  readEqual: ReadEqual
}

/** An operator that the field's rule does not allow. Its error code is the same on all routes. */
export class OperatorNotAllowed extends Error {
  override name = 'OperatorNotAllowed'
}

/**
 * The documents that a filter leaves. Throws a `FilterError` for a field that is not filterable
 * (looked for in the whole filter first), an `OperatorNotAllowed` for a granular rule without the
 * operator (Meilisearch 1.50: `search/facet/filter/index_filter.rs`).
 */
export function* evaluateFilter(condition: Condition, source: FilterSource): Steps<DocSet> {
  const refused = yield* findNotFilterable(condition, source.rules)
  if (refused) throw notFilterable(refused, refused.text, source.rules)
  const readRange = createRangeReader(source.facets)
  const readEqual = createEqualReader(source.facets)
  return yield* evaluate(condition, { ...source, readRange, readEqual }, null)
}

/**
 * The set is not to be changed. `universe` narrows what has to be found, as the earlier members of
 * an AND do; null is all.
 */
function* evaluate(
  condition: Condition,
  source: Evaluation,
  universe: DocSet | null,
): Steps<DocSet> {
  yield
  if (universe?.isEmpty) return new DocSet()
  switch (condition.type) {
    case 'not': {
      const found = yield* evaluate(condition.condition, source, universe)
      return (universe ?? source.all).andNot(found)
    }
    case 'or': {
      const found = new DocSet()
      for (const member of condition.conditions) {
        found.orWith(yield* evaluate(member, source, universe))
      }
      return found
    }
    case 'and':
      return yield* evaluateAnd(condition.conditions, source, universe)
    case 'operation':
      return yield* evaluateOperation(condition.field, condition.operation, source)
    case 'in':
      return yield* evaluateIn(condition.field, condition.values, source)
    case 'geoRadius':
    case 'geoBoundingBox':
    case 'geoPolygon': {
      const { token, attribute } = checkGeo(condition)
      throw notFilterable(token, attribute, source.rules)
    }
    case 'vectors':
    case 'foreign':
      throw new Error(`a filter of type ${condition.type} is refused before it is evaluated`)
  }
}

/** Stops at the first member that leaves nothing, so what is wrong after it goes unnoticed. */
function* evaluateAnd(
  conditions: readonly Condition[],
  source: Evaluation,
  universe: DocSet | null,
): Steps<DocSet> {
  let found: DocSet | null = null
  for (const member of conditions) {
    if (found?.isEmpty) return found
    const matching: DocSet = yield* evaluate(member, source, found ?? universe)
    found = found ? found.andWith(matching) : matching.clone()
  }
  return found ?? new DocSet()
}

function* evaluateIn(field: Token, values: readonly Token[], source: Evaluation): Steps<DocSet> {
  const found = new DocSet()
  for (const value of values) {
    yield
    found.orWith(yield* evaluateOperation(field, { operator: '=', value }, source))
  }
  return found
}

function* evaluateOperation(field: Token, operation: Operation, source: Evaluation): Steps<DocSet> {
  const id = source.fieldId(field.text)
  const covering = ruleOf(field.text, source.rules)
  if (id === undefined || !covering) return new DocSet()
  checkOperator(field.text, operation, covering)
  const { facets } = source
  switch (operation.operator) {
    case '=':
      return yield* equal(source, id, operation.value)
    case '!=':
      return source.all.andNot(yield* equal(source, id, operation.value))
    case 'IS NULL':
      return facets.isNull(id)
    case 'IS EMPTY':
      return facets.isEmpty(id)
    case 'EXISTS':
      return facets.exists(id)
    case 'TO':
      return yield* between(source.readRange, id, operation.from, operation.to)
    case 'CONTAINS': {
      const part = normalizeFacet(operation.value.text)
      return facets.scan(id, (value) => value.includes(part))
    }
    case 'STARTS WITH':
      return yield* startingWith(source, id, normalizeFacet(operation.value.text))
    case '>':
    case '>=':
      return yield* beyond(source, id, operation.value, operation.operator === '>=', 'from')
    case '<':
    case '<=':
      return yield* beyond(source, id, operation.value, operation.operator === '<=', 'to')
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', 'TO'])
const EQUALITIES: ReadonlySet<string> = new Set(['=', '!='])

/** CONTAINS and STARTS WITH are never refused by a rule, the presence operators never here. */
function checkOperator(
  field: string,
  { operator }: Operation,
  { rule, index }: { rule: FilterRule; index: number },
): void {
  const feature = COMPARISONS.has(operator) ? 'comparison' : 'equality'
  if (feature === 'equality' && !EQUALITIES.has(operator)) return
  if (rule[feature]) return
  const allowed = [
    'OR, AND, NOT',
    ...(rule.equality ? ['=, !=, IN'] : []),
    ...(rule.comparison ? ['<, >, <=, >=, TO'] : []),
    'IS EMPTY, IS NULL, EXISTS',
  ]
  throw new OperatorNotAllowed(
    [
      `Filter operator \`${operator}\` is not allowed for the attribute \`${field}\`.`,
      `  - Note: allowed operators: ${allowed.join(', ')}.`,
      `  - Note: field \`${field}\` matched rule #${index} in \`filterableAttributes\``,
      `  - Hint: enable ${feature} in rule #${index} by modifying the features.filter object`,
      `  - Hint: prepend another rule matching \`${field}\` with appropriate filter features before rule #${index}`,
    ].join('\n'),
  )
}

/** The string as it is normalised, and the number when the text is one. */
function* equal({ readEqual }: Evaluation, field: number, value: Token): Steps<DocSet> {
  const found = yield* readEqual(field, normalizeFacet(value.text))
  const number = parseFiniteFloat(value.text)
  // The real engine keeps -0 apart from 0, so that it equals nothing that JavaScript wrote.
  const isNone = number === null || Object.is(number, -0)
  return isNone ? found : found.or(yield* readEqual(field, number))
}

/** Numbers when the value is one, and strings in byte order always: `> 30` finds "unknown". */
function* beyond(
  { readRange }: Evaluation,
  field: number,
  { text }: Token,
  inclusive: boolean,
  side: 'from' | 'to',
): Steps<DocSet> {
  const range = <V extends string | number>(value: V): Steps<DocSet> => {
    const bound = boundOf(value, inclusive, side)
    return side === 'from' ? readRange(field, bound, null) : readRange(field, null, bound)
  }
  const found = yield* range(normalizeFacet(text))
  const number = parseFiniteFloat(text)
  return number === null ? found : found.orWith(yield* range(number))
}

/** In its order the real engine has -0 right after 0: ranges from it begin, those to it end there. */
function boundOf<V extends string | number>(
  value: V,
  inclusive: boolean,
  side: 'from' | 'to',
): Bound<V> {
  return { value, inclusive: Object.is(value, -0) ? side === 'to' : inclusive }
}

function* between(readRange: ReadRange, field: number, from: Token, to: Token): Steps<DocSet> {
  const range = <V extends string | number>(low: V, high: V): Steps<DocSet> => {
    return readRange(field, boundOf(low, true, 'from'), boundOf(high, true, 'to'))
  }
  const found = yield* range(normalizeFacet(from.text), normalizeFacet(to.text))
  const low = parseFiniteFloat(from.text)
  const high = parseFiniteFloat(to.text)
  return low === null || high === null ? found : found.orWith(yield* range(low, high))
}

/** With nothing to start with, the field only has to be there. */
function* startingWith(source: Evaluation, field: number, prefix: string): Steps<DocSet> {
  if (prefix === '') return source.facets.exists(field)
  const end = afterPrefix(prefix)
  const to = end === null ? null : { value: end, inclusive: false }
  return yield* source.readRange(field, { value: prefix, inclusive: true }, to)
}

/** The least string above all that start with the prefix; null when there is none. */
function afterPrefix(prefix: string): string | null {
  const chars = [...prefix]
  for (let last = chars.pop(); last !== undefined; last = chars.pop()) {
    const next = (last.codePointAt(0) as number) + 1
    if (next > 0x10ffff) continue
    return chars.join('') + String.fromCodePoint(next >= 0xd800 && next <= 0xdfff ? 0xe000 : next)
  }
  return null
}
