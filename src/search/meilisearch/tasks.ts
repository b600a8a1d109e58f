import { setTimeout } from 'node:timers/promises'
import type { EnqueuedTask, Meilisearch, Task } from 'meilisearch'

/** A task that Meilisearch took and could not carry out. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

/**
 * Waits until a task is done, however long Meilisearch takes as long as it answers.
 *
 * @throws {TaskFailed} when it ended otherwise than with success
 */
export type Finish = (enqueued: EnqueuedTask | PromiseLike<EnqueuedTask>) => Promise<void>

const firstPauseMs = 5
const longestPauseMs = 200

/** What one task takes when nothing is wrong is some 20 ms, and a second for a thousand documents. */
const slowMs = 2_000

/** @param warn told once of tasks that take long, with what helps against the usual cause */
export function createFinish(client: Meilisearch, warn: (message: string) => void): Finish {
  let hasWarned = false

  function notice(task: Task): void {
    const ms = workingTimeOf(task)
    if (hasWarned || !(ms > slowMs)) return
    hasWarned = true
    warn(
      `search: Meilisearch took ${(ms / 1_000).toFixed(1)} s for one task. It may be reserving two thirds of the machine's memory each time: start it with MEILI_MAX_INDEXING_MEMORY=256MiB`,
    )
  }

  return async (enqueued) => {
    const { taskUid } = await enqueued
    if (!Number.isSafeInteger(taskUid)) {
      throw new Error('Meilisearch answered a write without a task')
    }
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      const task = await client.tasks.getTask(taskUid)
      const { status, error, type } = task
      if (status === 'enqueued' || status === 'processing') {
        await setTimeout(pause)
        continue
      }
      notice(task)
      if (status === 'succeeded') return
      throw new TaskFailed(`Meilisearch: ${type} ${status}: ${error?.message}`, error?.code)
    }
  }
}

/** Without its time in the queue, where it may wait for tasks of our own. NaN before its end. */
function workingTimeOf({ startedAt, finishedAt }: Task): number {
  return Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')
}
