/** What was asked of the mock itself cannot be done. Nothing has been changed. Its message says both parts. */
export class Refusal extends Error {
  readonly kind: 'invalid' | 'unknown' | 'full'
  readonly problem: string
  readonly expected: string

  /**
   * @param message what is wrong
   * @param expected what would be right
   */
  constructor(kind: Refusal['kind'], message: string, expected: string) {
    super(`${message}: ${expected}`)
    this.problem = message
    this.kind = kind
    this.expected = expected
  }
}
