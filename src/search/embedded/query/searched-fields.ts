import { matchPattern } from '../patterns.ts'

/**
 * The fields that `attributesToSearchOn` names, null for all of them. Meilisearch 1.50: a name
 * that is no searchable attribute's may hold `*` at its beginning or end; others find nothing.
 */
export function searchedFields(
  attributes: readonly string[] | null,
  searchable: readonly { name: string; id: number }[],
): ReadonlySet<number> | null {
  if (attributes === null || attributes.includes('*')) return null
  const fields = new Set<number>()
  for (const attribute of attributes) {
    const named = searchable.filter(({ name }) => name === attribute)
    const matching =
      named.length === 0 && attribute.includes('*')
        ? searchable.filter(({ name }) => matchPattern(attribute, name) === 'match')
        : named
    for (const { id } of matching) fields.add(id)
  }
  return fields
}
