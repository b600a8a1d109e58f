/** Whether a header can carry it, whole and as one word. */
export function isControlToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}
