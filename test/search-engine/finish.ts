import type { Steps } from '../../src/search-engine/base/slices.ts'

/** The result of work, all its steps taken at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
