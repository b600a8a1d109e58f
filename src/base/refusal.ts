/** Why what was asked of the mock itself cannot be done. Nothing has been changed. Its message says both parts. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** 400 for what can never be, 404 for somebody or something that is not there, 409 for what is so now. */
  readonly status: 400 | 404 | 409
  /** What is wrong. */
  readonly wrong: string
  /** What would be right. */
  readonly expected: string

  constructor(status: Refusal['status'], wrong: string, expected: string) {
    super(`${wrong}: ${expected}`)
    this.status = status
    this.wrong = wrong
    this.expected = expected
  }
}

export const invalid = (wrong: string, expected: string) => new Refusal(400, wrong, expected)
