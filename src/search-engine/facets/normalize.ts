/** The longest indexed string value, in UTF-8 bytes; values to compare with are not cut. */
const MAX_BYTES = 468

/** Of so many UTF-16 units each character gives a byte at least: more than an index holds. */
const LONG = 1024
/** How far the end of a character's marks is looked for. */
const MANY_MARKS = 4096

/**
 * The form in which string values are compared and grouped: trimmed, compatibility-decomposed and
 * lower-cased; accents stay (Meilisearch 1.50: `normalize_facet`). Of a long text it is the
 * beginning: what comes after all that an index holds of a value decides no comparison, and many
 * marks take the square of their number to be put in order.
 */
export function normalizeFacet(text: string): string {
  const trimmed = text.replace(/^\p{White_Space}+/u, '').replace(TRAILING_SPACE, '')
  return beginningOf(trimmed).normalize('NFKD').toLowerCase()
}

/** Ends before a character that is no mark. */
function beginningOf(text: string): string {
  if (text.length <= LONG) return text
  const end = text.slice(LONG, LONG + MANY_MARKS).search(/[^\p{M}\udc00-\udfff]/u)
  return text.slice(0, LONG + (end < 0 ? MANY_MARKS : end))
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
