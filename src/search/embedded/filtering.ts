import type { DocSet } from './docset.ts'
import type { Condition } from './filter/ast.ts'
import { evaluateFilter, type FilterSource, OperatorNotAllowed } from './filter/evaluate.ts'
import { checkFeatures, type FilterFeatures } from './filter/features.ts'
import { filterFromJson } from './filter/from-json.ts'
import { parseFilter } from './filter/parse.ts'
import { FilterError } from './filter/problem.ts'
import { rewrite } from './filter/rewrite.ts'
import { Refusal } from './request/refusal.ts'

/** Reads the `filter` of a body and refuses features that are off; undefined and blank are null. */
export function readFilter(
  filter: unknown,
  code: string,
  features: FilterFeatures,
): Condition | null {
  if (filter === undefined) return null
  const condition = filterFromJson(filter, code)
  if (condition) checkFeatures(condition, features)
  return condition
}

/**
 * The documents that a fetch's filter leaves. An operator that a rule does not allow is refused
 * with the code of searches; Meilisearch 1.50 forgets to translate it.
 */
export function filterFetch(condition: Condition, source: FilterSource): DocSet {
  try {
    return evaluateFilter(condition, source)
  } catch (error) {
    if (error instanceof FilterError) throw new Refusal(error.message, 'invalid_document_filter')
    if (error instanceof OperatorNotAllowed) {
      throw new Refusal(error.message, 'invalid_search_filter')
    }
    throw error
  }
}

/**
 * A search's filter as it is evaluated: written out and read again, so that messages about it
 * show that form, after the name of the index.
 */
export function rereadFilter(condition: Condition, uid: string): Condition | null {
  return inIndex(uid, () => parseFilter(rewrite(condition)))
}

export function filterSearch(condition: Condition, source: FilterSource, uid: string): DocSet {
  return inIndex(uid, () => evaluateFilter(condition, source))
}

function inIndex<T>(uid: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof FilterError || error instanceof OperatorNotAllowed) {
      throw new Refusal(`Index \`${uid}\`: ${error.message}`, 'invalid_search_filter')
    }
    throw error
  }
}
