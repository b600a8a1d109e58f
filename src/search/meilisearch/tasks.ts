import { setTimeout } from 'node:timers/promises'
import type { EnqueuedTask, Meilisearch } from 'meilisearch'

/** A task that Meilisearch took and could not carry out. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

const firstPauseMs = 5
const longestPauseMs = 200

/**
 * Waits until a task is done, however long Meilisearch takes as long as it answers.
 *
 * @throws {TaskFailed} when it ended otherwise than with success
 */
export async function finish(
  client: Meilisearch,
  enqueued: EnqueuedTask | PromiseLike<EnqueuedTask>,
): Promise<void> {
  const { taskUid } = await enqueued
  if (!Number.isSafeInteger(taskUid)) throw new Error('Meilisearch answered a write without a task')
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const { status, error, type } = await client.tasks.getTask(taskUid)
    if (status === 'succeeded') return
    if (status !== 'enqueued' && status !== 'processing') {
      throw new TaskFailed(`Meilisearch: ${type} ${status}: ${error?.message}`, error?.code)
    }
    await setTimeout(pause)
  }
}
