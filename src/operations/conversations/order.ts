/**
 * The order of lists: conversations by their latest message. A message would have to move its conversation
 * in five indexes, though most are sent with nobody looking: it is moved when somebody looks, with all that
 * came since anybody did. What has come is known from the messages themselves, so that a kill loses
 * nothing.
 */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'

/** SQL: whether no message waits for its conversation to be moved. Asked once for a statement. */
const isInOrder = `(SELECT max(seq) FROM messages)
  IS (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'conversations_in_order_of')`

/** SQL: when a conversation's latest message came, or it began. Right whether the order is or not. */
export const latestAt = (conversation: string) =>
  `CASE WHEN ${isInOrder} THEN ${conversation}.latest_at ELSE coalesce((
    SELECT created_at FROM messages WHERE conversation_id = ${conversation}.id ORDER BY seq DESC LIMIT 1
  ), ${conversation}.timestamp) END`

/** So many messages wait at most: what they move is moved between two answers. */
const mostWaiting = 250

export function createConversationOrder(database: Database) {
  const lazy = lazily(database, { isCounted: false })
  const latest = lazy.prepare<[], number | null>('SELECT max(seq) FROM messages').pluck()
  const done = lazy
    .prepare<[], number>(
      "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'conversations_in_order_of'",
    )
    .pluck()
  const remember = lazy.prepare<[{ seq: string }]>(`
    INSERT INTO meta (key, value) VALUES ('conversations_in_order_of', :seq)
    ON CONFLICT DO UPDATE SET value = excluded.value`)
  // Not by the index of conversations, though it has them in groups: that has all messages there are.
  const moved = lazy.prepare<[{ seq: number }], { id: string; latest_at: string }>(`
    SELECT conversation_id AS id, created_at AS latest_at, max(seq) FROM messages NOT INDEXED
    WHERE seq > :seq GROUP BY conversation_id`)
  const move = lazy.prepare<[{ id: string; latest_at: string }]>(`
    UPDATE conversations SET latest_at = :latest_at
    WHERE id = :id AND latest_at <> :latest_at`)

  const moveAll = database.transaction((from: number, to: number) => {
    for (const { id, latest_at } of moved.all({ seq: from })) move.run({ id, latest_at })
    remember.run({ seq: String(to) })
  })

  function settle(): void {
    const to = latest.get() ?? 0
    const from = done.get() ?? 0
    if (to > from) moveAll(from, to)
  }

  let waiting = 0
  return {
    /** To be called before anything is listed in this order. */
    settle,

    /** To be called after `settle` by who has brought messages and put their conversations in order. */
    markSettled(): void {
      remember.run({ seq: String(latest.get() ?? 0) })
    },

    /** To be called with each message, in its transaction. */
    noticeMessage(): void {
      waiting += 1
      if (waiting < mostWaiting) return
      waiting = 0
      settle()
    },
  }
}
export type ConversationOrder = ReturnType<typeof createConversationOrder>
