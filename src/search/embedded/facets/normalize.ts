/** The longest indexed string value, in UTF-8 bytes; values to compare with are not cut. */
const MAX_BYTES = 468

/**
 * The form in which string values are compared and grouped: trimmed, compatibility-decomposed and
 * lower-cased; accents stay (Meilisearch 1.50: `normalize_facet`).
 */
export function normalizeFacet(text: string): string {
  const trimmed = text.replace(/^\p{White_Space}+/u, '').replace(TRAILING_SPACE, '')
  return trimmed.normalize('NFKD').toLowerCase()
}

/** Looks behind so that a long run of spaces inside the text is not tried from each of them. */
const TRAILING_SPACE = /(?<!\p{White_Space})\p{White_Space}+$/u

/** Cuts a normalised value to what the index holds of it, at a character. */
export function cutFacet(normalized: string): string {
  if (normalized.length * 3 <= MAX_BYTES || Buffer.byteLength(normalized) <= MAX_BYTES) {
    return normalized
  }
  let bytes = 0
  let end = 0
  for (const char of normalized) {
    bytes += Buffer.byteLength(char)
    if (bytes > MAX_BYTES) break
    end += char.length
  }
  return normalized.slice(0, end)
}
