/** A step that waits until clients have asked for something: the other half of a conversation. */

import { invalid, Refusal } from '../base/refusal.ts'
import type { JournalFilter } from '../journal/types.ts'
import type { AwaitedRequests } from './types.ts'

/** The journal of the stage, as `GET /_mock/requests/wait` asks it. */
export interface Requests {
  /** The number of the latest entry. */
  last: () => number
  /** @throws {RangeError} for a filter that cannot be */
  check: (filter: JournalFilter) => Promise<void>
  wait: (
    filter: JournalFilter & { count: number; timeout: number },
    signal: AbortSignal,
  ) => Promise<{ total: number; timed_out: boolean }>
}

/** As that of the call. */
const defaultTimeout = 10_000

/** The world is looked at so often, which may be replaced meanwhile. */
const lookMs = 250

export const timeoutOf = ({ timeout = defaultTimeout }: AwaitedRequests) => timeout

/** @throws {Refusal} 400 for what can never come, 409 where no journal is kept */
export async function checkAwaited(
  requests: Requests | undefined,
  { count: _count, timeout: _timeout, ...filter }: AwaitedRequests,
): Promise<void> {
  if (requests === undefined) {
    throw new Refusal(
      409,
      'count: nobody counts requests, because there is no journal',
      'a gateway with a --journal-size of 1 or more',
    )
  }
  try {
    await requests.check(filter)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid(error.message, '{"operation": "sendMessage", "count": 1, "timeout": 10000}')
  }
}

/**
 * @param since the number of the entry that was the latest before the step before
 * @returns how many there were
 * @throws {Refusal} 409 where too few came in time
 */
export async function waitFor(
  requests: Requests | undefined,
  awaited: AwaitedRequests,
  since: number,
  isOver: () => string | undefined,
): Promise<number> {
  if (requests === undefined) return 0
  const { count = 1 } = awaited
  const timeout = timeoutOf(awaited)
  const controller = new AbortController()
  const looking = setInterval(() => {
    if (isOver() !== undefined) controller.abort()
  }, lookMs)
  try {
    const asked = { since, ...awaited, count, timeout }
    const { total, timed_out } = await requests.wait(asked, controller.signal)
    if (!timed_out || isOver() !== undefined) return total
    throw new Refusal(
      409,
      `${total} of ${count} such requests came within ${timeout} ms`,
      'GET /_mock/requests lists those that did',
    )
  } finally {
    clearInterval(looking)
  }
}
