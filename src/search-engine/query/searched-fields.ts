import { matchWildcards } from '../base/wildcard-names.ts'

/**
 * The fields that `attributesToSearchOn` names, null for all of them. Meilisearch 1.50: a name
 * that is no searchable attribute's may hold `*` at its beginning or end; others find nothing.
 */
export function searchedFields(
  attributes: readonly string[] | null,
  searchable: readonly { name: string; id: number }[],
): ReadonlySet<number> | null {
  if (attributes === null || attributes.includes('*')) return null
  const asked = new Set(attributes)
  const names = new Set(searchable.map(({ name }) => name))
  const matching = matchWildcards(
    attributes.filter((attribute) => !names.has(attribute)),
    names,
  )
  const fields = searchable.filter(({ name }) => asked.has(name) || matching.has(name))
  return new Set(fields.map(({ id }) => id))
}
