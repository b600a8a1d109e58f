import { Refusal } from '../request/refusal.ts'

/** The error code of an answer that would be too large; Meilisearch has no such limit. */
export const ANSWER_TOO_LARGE = 'answer_too_large'

/** Counts the bytes of an answer while it is built. Both throw a `Refusal` beyond the limit. */
export interface AnswerMeter {
  /** A part of the answer is there, of so many bytes. */
  count(bytes: number): void
  /** The next part will have so many more bytes at least; all of these count until it is there. */
  expect(bytes: number): void
}

/** @param advice what makes an answer smaller, as a sentence */
export function createAnswerMeter(limit: number, advice: string): AnswerMeter {
  let counted = 0
  let expected = 0

  function check(): void {
    const bytes = counted + expected
    if (bytes <= limit) return
    throw new Refusal(
      `The answer would be larger than ${megabytes(limit)}: it has ${megabytes(bytes)} so far. ${advice}`,
      ANSWER_TOO_LARGE,
    )
  }

  return {
    count(bytes) {
      counted += bytes
      expected = 0
      check()
    },
    expect(bytes) {
      expected += bytes
      check()
    },
  }
}

function megabytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MB`
}
