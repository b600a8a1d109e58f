/** Whether a text is nothing but white space, as Unicode has it. */
export function isBlank(text: string): boolean {
  return /^\p{White_Space}*$/u.test(text)
}
