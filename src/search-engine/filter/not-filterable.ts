/** Whether a filter names fields that may not be filtered, and what is said of them. */

import type { Steps } from '../base/slices.ts'
import { filterablePatterns, isFilterable, ruleOf } from '../settings/filter-rules.ts'
import type { FilterRule } from '../settings/settings.ts'
import type { Condition, Token } from './ast.ts'
import { membersOf } from './features.ts'
import { FilterError, type Problem } from './problem.ts'

/** Never refused as not filterable; it just has no values. */
const VECTORS = '_vectors'

/** The last field of the filter that is not filterable: the engine walks it from the end. */
export function* findNotFilterable(
  condition: Condition,
  rules: readonly FilterRule[],
): Steps<Token | null> {
  yield
  if (condition.type === 'operation' || condition.type === 'in') {
    const { field } = condition
    const covering = ruleOf(field.text, rules)
    const isFound = (covering && isFilterable(covering.rule)) || field.text === VECTORS
    return isFound ? null : field
  }
  for (const member of membersOf(condition).toReversed()) {
    const refused = yield* findNotFilterable(member, rules)
    if (refused) return refused
  }
  return null
}

/** @param name of the field, which the token need not be */
export function notFilterable(
  token: Token,
  name: string,
  rules: readonly FilterRule[],
): FilterError {
  const patterns = filterablePatterns(rules).map((pattern) => `\`${pattern}\``)
  const rest =
    patterns.length === 0
      ? 'This index does not have configured filterable attributes.'
      : `Available filterable attribute patterns are: ${patterns.join(', ')}.`
  const say: Problem['say'] = () => `Attribute \`${name}\` is not filterable. ${rest}`
  return new FilterError({ span: token.span, say })
}
