import { setTimeout } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { createEmbeddedEngine } from '../../src/search-engine/engine/embedded-engine.ts'

export interface Problem {
  message: string
  code: string
}

/** A task as `GET /tasks/{uid}` shows it. */
export interface Task {
  uid: number
  type: string
  status: 'enqueued' | 'processing' | 'succeeded' | 'failed'
  error: Problem | null
  enqueuedAt: string
  startedAt: string | null
  finishedAt: string | null
}

/**
 * What a Meilisearch keeps: indexes with their settings and documents, and tasks that change them
 * one after the other. The embedded engine answers for it.
 *
 * @param taskMs how long the next task takes
 */
export function createDisk(taskMs: () => number) {
  const database = new SQLite(':memory:')
  const settings = new Map<string, JsonObject>()
  const tasks: Task[] = []
  let queue = Promise.resolve()
  let isGone = false
  let engine = openEngine()

  function openEngine() {
    return createEmbeddedEngine({ database, settings: (uid) => settings.get(uid) ?? {} })
  }

  /** Takes a task; `act` carries it out later and answers why it failed, if it did. */
  function enqueue(type: string, act: () => Promise<Problem | undefined>): Task {
    const task: Task = {
      uid: tasks.length,
      type,
      status: 'enqueued',
      error: null,
      enqueuedAt: now(),
      startedAt: null,
      finishedAt: null,
    }
    tasks.push(task)
    queue = queue.then(async () => {
      task.status = 'processing'
      task.startedAt = now()
      await setTimeout(taskMs())
      if (isGone) return
      task.error = (await act()) ?? null
      task.finishedAt = now()
      task.status = task.error === null ? 'succeeded' : 'failed'
    })
    return task
  }

  return {
    tasks,
    uids: () => [...settings.keys()],
    search: (uid: string, body: unknown) => engine.search(uid, body),
    fetch: (uid: string, body: unknown) => engine.fetch(uid, body),

    create: (uid: string) =>
      enqueue('indexCreation', async () => {
        if (settings.has(uid)) {
          return { message: `Index \`${uid}\` already exists.`, code: 'index_already_exists' }
        }
        settings.set(uid, {})
        await engine.index(uid, [])
      }),

    drop: (uid: string) =>
      enqueue('indexDeletion', async () => {
        await engine.drop(uid)
        if (settings.delete(uid)) return
        return { message: `Index \`${uid}\` not found.`, code: 'index_not_found' }
      }),

    updateSettings: (uid: string, changes: JsonObject) =>
      enqueue('settingsUpdate', async () => {
        settings.set(uid, { ...settings.get(uid), ...changes })
        await engine.close()
        engine = openEngine()
      }),

    /** As Meilisearch, makes the index when there is none. */
    add: (uid: string, documents: JsonObject[]) =>
      enqueue('documentAdditionOrUpdate', async () => {
        if (!settings.has(uid)) settings.set(uid, {})
        await engine.index(uid, documents)
      }),

    /** Whatever is not done yet never will be. */
    destroy() {
      isGone = true
    },
  }
}

function now(): string {
  return new Date().toISOString()
}

export type Disk = ReturnType<typeof createDisk>
