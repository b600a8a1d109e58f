/**
 * A number as Meilisearch 1.50 writes it into a text or a message, once it has read what
 * JavaScript writes for it: whole numbers that fit into 64 bits in full, others with an exponent
 * from 1e16 on and below 1e-5, whose sign is always there (serde_json: `1e+21`, `1e-7`).
 */
export function numberText(value: number): string {
  if (isWholeNumber(value)) return String(value)
  const text = value.toExponential()
  const power = Number(text.slice(text.indexOf('e') + 1))
  return power >= 16 || power < -5 ? text : String(value)
}

/**
 * Whether a number is one of 64 bits, signed or not, as JavaScript writes it: -2^63 is written as
 * a lower one.
 */
export function isWholeNumber(value: number): boolean {
  return Number.isInteger(value) && value > -(2 ** 63) && value < 2 ** 64
}
