import { setTimeout } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { createEmbeddedEngine } from '../../src/search-engine/engine/embedded-engine.ts'
import { createRows } from '../search-engine/rows.ts'

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
  const indexes = new Map<string, Index>()
  const tasks: Task[] = []
  let queue = Promise.resolve()
  let isGone = false

  const engineOf = (uid: string) => (indexes.get(uid) ?? createIndex()).engine

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
    uids: () => [...indexes.keys()],
    search: (uid: string, body: unknown) => engineOf(uid).search(uid, body),
    fetch: (uid: string, body: unknown) => engineOf(uid).fetch(uid, body),

    create: (uid: string) =>
      enqueue('indexCreation', async () => {
        if (indexes.has(uid)) {
          return { message: `Index \`${uid}\` already exists.`, code: 'index_already_exists' }
        }
        const index = createIndex()
        index.rows.write(uid, [])
        indexes.set(uid, index)
      }),

    drop: (uid: string) =>
      enqueue('indexDeletion', async () => {
        if (indexes.delete(uid)) return
        return { message: `Index \`${uid}\` not found.`, code: 'index_not_found' }
      }),

    updateSettings: (uid: string, changes: JsonObject) =>
      enqueue('settingsUpdate', async () => {
        const index = indexes.get(uid) ?? createIndex()
        await index.engine.close()
        indexes.set(uid, createIndex({ ...index.settings, ...changes }, index))
      }),

    /** As Meilisearch, makes the index when there is none. */
    add: (uid: string, documents: JsonObject[]) =>
      enqueue('documentAdditionOrUpdate', async () => {
        const index = indexes.get(uid) ?? createIndex()
        index.rows.write(uid, documents)
        indexes.set(uid, index)
      }),

    remove: (uid: string, ids: string[]) =>
      enqueue('documentDeletion', async () => {
        const index = indexes.get(uid)
        if (index === undefined) {
          return { message: `Index \`${uid}\` not found.`, code: 'index_not_found' }
        }
        for (const id of ids) index.rows.remove(uid, id)
      }),

    /** Whatever is not done yet never will be. */
    destroy() {
      isGone = true
    },
  }
}

/** An index in a database of its own, with the rows that it is made of. */
function createIndex(
  settings: JsonObject = {},
  { database, rows } = { database: new SQLite(':memory:'), rows: createRows() },
) {
  const engine = createEmbeddedEngine({
    database,
    settings: () => settings,
    source: rows.sourceOf,
  })
  return { settings, database, rows, engine }
}
type Index = ReturnType<typeof createIndex>

function now(): string {
  return new Date().toISOString()
}

export type Disk = ReturnType<typeof createDisk>
