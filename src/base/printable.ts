/**
 * What could break a line in two, move the cursor of a terminal, or turn the direction in which a text
 * is read, so that it shows something else than it says.
 */
const controls = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const allPrintable = /^[\x20-\x7e]*$/

/** Pure. @returns the text with each such character replaced by a question mark */
export function printable(text: string): string {
  return allPrintable.test(text) ? text : text.replace(controls, '?')
}
