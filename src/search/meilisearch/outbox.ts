import { setTimeout } from 'node:timers/promises'
import type { IndexChange } from '../documents.ts'
import { EngineUnavailable } from '../unavailable.ts'
import { batchesOf } from './batches.ts'
import { type Claims, fillIndexes, findUnfilled, type Indexes, listUnfilled } from './fill.ts'
import { createGate } from './gate.ts'
import { createPatience } from './patience.ts'
import type { ProgressStore } from './progress.ts'
import { createTrouble } from './trouble.ts'

/** How many messages are sent at once. */
const messagesAtOnce = 1_000

const firstPauseMs = 50
const longestPauseMs = 2_000

export interface Outbox {
  /**
   * Fills what has to be filled, however long that takes. When Meilisearch fails meanwhile it is
   * tried again, until it has got no further for `patienceMs`.
   *
   * @throws {StartError} when it does not come to it
   */
  fillFirst(patienceMs: number): Promise<void>
  /** Sends what is to be sent, in the background. */
  wake(): void
  /** To be called when the start goes on without it, and why. */
  expect(problem: string): void
  /** `ok`, or why searches fail now: `unreachable: ...` or `filling: 2,000 of 3,466 documents`. */
  state(): string
  /**
   * Waits until all that was committed to an index before this call is searchable.
   *
   * @throws {EngineUnavailable} after `limitMs`
   */
  caughtUp(uid: string, limitMs: number): Promise<void>
  /** To be called when an index was found missing: makes anew what is not there. */
  lookAgain(): void
  /** To be called when all rows were replaced. */
  reset(): void
  close(): void
}

/**
 * Brings messages to a Meilisearch in the order of their commits, and notices when it lost them.
 *
 * @param checkMs how often to look whether it did, while there is nothing to send
 */
export function createOutbox(
  indexes: Indexes,
  progress: ProgressStore,
  checkMs: number,
  warn: (message: string) => void,
): Outbox {
  const { client, finish, filling, registry, documents, prefix } = indexes
  const gate = createGate()
  /** Generations that this process has written. */
  const own = new Set<string>()
  /** At first any gateway's rows, for instance those of one that has been stopped; then our own. */
  let mayReplaceAny = true
  const claims: Claims = {
    made: new Set(),
    mayReplace: (generation) => mayReplaceAny || own.has(generation),
  }
  let isFilled = false
  let isClosed = false
  let isToBeChecked = false
  let isRunning = false
  const trouble = createTrouble(filling, warn, () => isClosed)
  let endPause = () => {}
  /** Grows when what was done so far may count no more, also in the middle of it. */
  let epoch = 0

  async function fill(): Promise<void> {
    const asked = epoch
    const { generation, seq } = progress.read()
    const end = documents.latest()
    own.add(generation)
    const filled = await fillIndexes(indexes, generation, claims)
    if (isClosed || asked !== epoch) return
    const isComplete = filled.length === documents.uids().length
    progress.save({ generation, seq: isComplete ? end : seq })
    for (const uid of documents.uids()) claims.made.add(uid)
    mayReplaceAny = false
    isFilled = true
  }

  /** Sends one batch. Answers whether there was one. */
  async function sendNext(): Promise<boolean> {
    const asked = epoch
    const { generation, seq } = progress.read()
    const end = documents.latest()
    const [batch] = batchesOf(documents.changesAfter(seq, messagesAtOnce), messagesAtOnce, textOf)
    if (batch === undefined) {
      if (seq < end) progress.save({ generation, seq: end })
      return false
    }
    const isStillOurs = async () =>
      listUnfilled(indexes, generation, await registry.read()).length === 0
    // Not into an index that another gateway has taken over.
    const isOurs = await isStillOurs()
    if (isClosed || asked !== epoch) return true
    isFilled = isOurs
    if (!isOurs) return true
    for (const [uid, changes] of Map.groupBy(batch, ({ uid }) => uid)) {
      const index = client.index(prefix + uid)
      // Only the last change of a document matters.
      const last = [...new Map(changes.map(({ _id, document }) => [_id, document]))]
      const added = last.map(([, document]) => document).filter((document) => document !== null)
      const removed = last.flatMap(([id, document]) => (document === null ? [id] : []))
      if (added.length > 0) await finish(index.addDocuments(added, { primaryKey: '_id' }))
      if (removed.length > 0) await finish(index.deleteDocuments(removed))
    }
    // A Meilisearch that has just started empty makes an index for whatever it is sent. What was
    // there before is missing then, and so is the registry.
    const isKept = await isStillOurs()
    if (isClosed || asked !== epoch) return true
    isFilled = isKept
    if (isKept) progress.save({ generation, seq: batch.at(-1)?.seq ?? seq })
    return true
  }

  /** Searches go on meanwhile: they find out by themselves when their index is missing. */
  async function check(): Promise<void> {
    const asked = epoch
    const { uids } = await findUnfilled(indexes, progress.read().generation)
    isToBeChecked = false
    if (!isClosed && asked === epoch && uids.length > 0) isFilled = false
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!isClosed) {
      try {
        if (!isFilled) await fill()
        else if (isToBeChecked) await check()
        else if (!(await sendNext())) break
        trouble.end()
        failures = 0
      } catch (error) {
        failures += 1
        trouble.meet(error)
        await pause(Math.min(firstPauseMs * 2 ** failures, longestPauseMs))
      }
      release()
    }
    release()
  }

  /** A search that waits ends the pause: it wants to know now. */
  async function pause(ms: number): Promise<void> {
    const ended = new AbortController()
    endPause = () => ended.abort()
    await setTimeout(ms, undefined, { signal: ended.signal, ref: false }).catch(() => undefined)
  }

  function wake(): void {
    if (isRunning || isClosed) return
    isRunning = true
    run().then(() => {
      isRunning = false
      // Committed while the last look was being answered.
      if (!isClosed && !isCaughtUp(documents.latest())) wake()
    })
  }

  const checking = setInterval(() => {
    // What is not filled is being filled, or has not been started yet.
    if (!isFilled) return
    isToBeChecked = true
    wake()
  }, checkMs).unref()

  function isCaughtUp(seq: number): boolean {
    return isFilled && progress.read().seq >= seq
  }

  function release(): void {
    if (isClosed || !isFilled) return
    gate.reach(progress.read().seq)
  }

  return {
    async fillFirst(patienceMs) {
      const failuresAfter = createPatience(filling, patienceMs)
      isRunning = true
      try {
        while (!isFilled && !isClosed) {
          try {
            await fill()
          } catch (error) {
            const failures = failuresAfter(error)
            trouble.meet(error)
            await setTimeout(Math.min(firstPauseMs * 2 ** failures, longestPauseMs))
          }
        }
        trouble.end()
      } finally {
        isRunning = false
      }
    },

    wake,

    expect: trouble.expect,

    state() {
      if (trouble.text !== '') return `unreachable: ${trouble.text}`
      return isFilled ? 'ok' : `filling: ${filling.text ?? 'not begun yet'}`
    },

    async caughtUp(uid, limitMs) {
      const seq = documents.sourceOf(uid).latest()
      if (isCaughtUp(seq)) return
      wake()
      endPause()
      if (await gate.wait(seq, limitMs)) return
      const done = filling.text
      if (trouble.text === '' && done !== undefined) {
        throw new EngineUnavailable(`Meilisearch is being filled: ${done}`)
      }
      const reason = trouble.text || 'it is still busy with them (--meilisearch-wait)'
      throw new EngineUnavailable(`messages wait for Meilisearch: ${reason}`)
    },

    lookAgain() {
      epoch += 1
      isFilled = false
      wake()
    },

    reset() {
      epoch += 1
      isFilled = false
      gate.restart()
      wake()
    },

    close() {
      isClosed = true
      clearInterval(checking)
      endPause()
    },
  }
}

function textOf({ document }: IndexChange): string {
  return JSON.stringify(document)
}
