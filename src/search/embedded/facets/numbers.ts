/** One way only to match each text: a second one would make long digits cost their square. */
const FLOAT = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/

/** The number that a filter value stands for, as Rust reads it; null for none or no finite one. */
export function parseFiniteFloat(text: string): number | null {
  if (!FLOAT.test(text)) return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** A number as Rust's `f64` writes it: never with an exponent. */
export function displayFloat(number: number): string {
  if (Object.is(number, -0)) return '-0'
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
