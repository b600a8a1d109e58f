import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { Refusal } from '../request/refusal.ts'
import type { Condition } from './ast.ts'
import { evaluateFilter, type FilterSource, OperatorNotAllowed } from './evaluate.ts'
import { checkFeatures, type FilterFeatures } from './features.ts'
import { filterFromJson } from './from-json.ts'
import { parseFilter } from './parse.ts'
import { FilterError } from './problem.ts'
import { isShallow, rewrite } from './rewrite.ts'

/** Reads the `filter` of a body and refuses features that are off; undefined and blank are null. */
export function* readFilter(
  filter: unknown,
  code: string,
  features: FilterFeatures,
): Steps<Condition | null> {
  if (filter === undefined) return null
  const condition = yield* filterFromJson(filter, code)
  if (condition) yield* checkFeatures(condition, features)
  return condition
}

/**
 * The documents that a fetch's filter leaves. An operator that a rule does not allow is refused
 * with the code of searches; Meilisearch 1.50 forgets to translate it.
 */
export function* filterFetch(condition: Condition, source: FilterSource): Steps<DocSet> {
  try {
    return yield* evaluateFilter(condition, source)
  } catch (error) {
    if (error instanceof FilterError) throw new Refusal(error.message, 'invalid_document_filter')
    if (error instanceof OperatorNotAllowed) {
      throw new Refusal(error.message, 'invalid_search_filter')
    }
    throw error
  }
}

/**
 * A search's filter as the engine evaluates it: written out and read again, so that messages show
 * that form, after the name of the index. What can be read once can be read again unless it nests
 * deep, and means the same, so only that is read again here; see `filterSearch` for the messages.
 */
export function* rereadFilter(condition: Condition, uid: string): Steps<Condition | null> {
  return isShallow(condition) ? condition : yield* inIndex(uid, reread(condition))
}

export function* filterSearch(
  condition: Condition,
  source: FilterSource,
  uid: string,
): Steps<DocSet> {
  return yield* inIndex(uid, evaluateReread(condition, source))
}

function* reread(condition: Condition): Steps<Condition | null> {
  return yield* parseFilter(yield* rewrite(condition))
}

/** Only a message shows the form of a filter: it is evaluated again for one. */
function* evaluateReread(condition: Condition, source: FilterSource): Steps<DocSet> {
  try {
    return yield* evaluateFilter(condition, source)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const again = yield* reread(condition)
    if (again === null) throw error
    return yield* evaluateFilter(again, source)
  }
}

function* inIndex<T>(uid: string, steps: Steps<T>): Steps<T> {
  try {
    return yield* steps
  } catch (error) {
    if (error instanceof FilterError || error instanceof OperatorNotAllowed) {
      throw new Refusal(`Index \`${uid}\`: ${error.message}`, 'invalid_search_filter')
    }
    throw error
  }
}
