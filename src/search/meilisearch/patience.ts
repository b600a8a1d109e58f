import { StartError } from '../../base/start-error.ts'
import { causeOf } from './connection.ts'
import { isRefusal } from './fill.ts'
import type { Filling } from './filling.ts'

/**
 * Decides which failure ends a start: one that no trying again will change, and one after which
 * Meilisearch got no further for `patienceMs`.
 *
 * @returns asked after each failure; answers how many there were since it got further
 * @throws {StartError} from what is returned, when it is to end
 */
export function createPatience(filling: Filling, patienceMs: number): (error: unknown) => number {
  let end = 0
  let furthest = -1
  let failures = 0

  return (error) => {
    if (error instanceof StartError) throw error
    const why = causeOf(error)
    if (isRefusal(error)) throw new StartError(`Meilisearch refuses: ${why}`)
    failures += 1
    if (filling.done > furthest) {
      furthest = filling.done
      failures = 1
      end = performance.now() + patienceMs
    } else if (performance.now() > end) {
      const { text } = filling
      const what = text === undefined ? 'fails' : `fails while it is filled, at ${text}`
      throw new StartError(
        `Meilisearch ${what}: ${why}. It got no further for ${patienceMs} ms (--meilisearch-start)`,
      )
    }
    return failures
  }
}
