import { StartError } from '../../base/start-error.ts'
import { causeOf } from './connection.ts'
import { isRefusal } from './fill.ts'
import type { Filling } from './filling.ts'

/** What is wrong with a Meilisearch, told once for each reason, and once when it is over. */
export interface Trouble {
  /** Why it fails; empty while it works. */
  readonly text: string
  /** It failed. */
  meet(error: unknown): void
  /** It worked. */
  end(): void
  /**
   * The start goes on without it: says so, and nothing more of what only shows that it is still
   * away, until it is there.
   */
  expect(problem: string): void
}

export function createTrouble(
  filling: Filling,
  warn: (message: string) => void,
  isOver: () => boolean,
): Trouble {
  let text = ''
  let isExpected = false

  return {
    get text() {
      return text
    },
    meet(error) {
      const why = causeOf(error)
      const done = filling.text
      const what =
        done === undefined
          ? 'messages wait for Meilisearch'
          : `filling Meilisearch stopped at ${done}`
      const isSaid =
        why === text || (isExpected && !isRefusal(error) && !(error instanceof StartError))
      if (!isOver() && !isSaid) warn(`search: ${what}: ${why}`)
      text = why
    },
    end() {
      if (text !== '') warn(`search: Meilisearch is there${isExpected ? '' : ' again'}`)
      isExpected = false
      text = ''
    },
    expect(problem) {
      warn(`search fails until Meilisearch is there: ${problem}`)
      isExpected = true
      text = problem
    },
  }
}
