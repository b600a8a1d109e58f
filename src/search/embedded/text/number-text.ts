/**
 * A number as Meilisearch writes it into a text (serde_json): `1e21` and not `1e+21`, and whole
 * numbers in full as long as they fit into 64 bits.
 */
export function numberText(value: number): string {
  return String(value).replace('e+', 'e')
}
