/** One way only to match each text: a second one would make long digits cost their square. */
const FLOAT = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/

/** What Rust also reads as a number, whatever the case of its letters. */
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
])

/** The number that a text stands for as Rust's `f64` reads it, infinite ones too; null for none. */
export function parseFloat64(text: string): number | null {
  if (FLOAT.test(text)) return Number(text)
  const found = NOT_FINITE.get(text.replace(/^[+-]/, '').toLowerCase())
  if (found === undefined) return null
  return text.startsWith('-') ? -found : found
}

/** The finite number that a filter value stands for; null for none. */
export function parseFiniteFloat(text: string): number | null {
  const number = parseFloat64(text)
  return Number.isFinite(number) ? number : null
}

/** A number as Rust's `f64` writes it: never with an exponent. */
export function displayFloat(number: number): string {
  if (Object.is(number, -0)) return '-0'
  if (!Number.isFinite(number)) return String(number).replace('Infinity', 'inf')
  const text = String(number)
  const [mantissa = '', exponent] = text.split('e')
  if (exponent === undefined) return text
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits.padEnd(point, '0')
}
