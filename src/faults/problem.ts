/** A rule or a header that cannot be. Nothing has been changed. Its message says both parts. */
export class FaultProblem extends Error {
  readonly kind: 'invalid' | 'unknown' | 'full'
  readonly problem: string
  readonly expected: string

  /**
   * @param message what is wrong
   * @param expected what would be right
   */
  constructor(kind: FaultProblem['kind'], message: string, expected: string) {
    super(`${message}: ${expected}`)
    this.problem = message
    this.kind = kind
    this.expected = expected
  }
}
