/** Conversations that are due, read and written many at a time: each a statement by itself. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Waiting } from './due-times.ts'
import type { ConversationStatus } from './schemas.ts'

/**
 * A conversation, as time acts on it. While its contact writes on, `closes_at` is not written for each
 * message: it is put right when it has come.
 */
export interface DueRow extends Waiting {
  rowid: number
  id: string
  due_at: string | null
}

/** With what it is counted by, as JSON: most of a batch are counted alike. */
export interface CountedRow extends DueRow {
  /** The values of its group, without the status. */
  counted_by: string
  /** The ids of those who have joined. */
  joined_by: string
  /** When its contact wrote last, of those that may close now. */
  latest_of_contact: string | null
}

/** Columns of a conversation. */
export const dueColumns = 'rowid, id, status, waiting_since, closes_at, due_at'

/** Those of one kind: the same way from a status to another, counted alike. */
interface Kind {
  row: CountedRow
  status: ConversationStatus
  conversations: number
}

export function createDueBatches(database: Database) {
  // What moves follows from the time that has come, whoever is at work then.
  const lazy = lazily(database, { isCounted: false })
  const due = lazy.prepare<[{ now: string; most: number }], CountedRow>(`
    SELECT ${dueColumns},
      json_array(organization_id, business_unit_id, coalesce(team_id, ''), channel_type, is_presence)
        AS counted_by,
      (SELECT json_group_array(user_id) FROM conversation_users WHERE conversation_id = conversations.id)
        AS joined_by,
      CASE WHEN closes_at <= :now THEN (
        SELECT created_at FROM messages
        WHERE conversation_id = conversations.id AND "from" = contact_id ORDER BY seq DESC LIMIT 1
      ) END AS latest_of_contact
    FROM conversations WHERE due_at <= :now ORDER BY due_at, rowid LIMIT :most`)
  const move = lazy.prepare<
    [Record<'moved' | 'ended' | 'postponed' | 'counts' | 'joined', string>]
  >(`
    INSERT INTO moves_at_once (moved, ended, postponed, counts, joined)
    VALUES (:moved, :ended, :postponed, :counts, :joined)`)

  return {
    /** The earliest that are due by this time, in their order. */
    read: (now: string, most: number): CountedRow[] => due.all({ now, most }),

    /**
     * Writes all, or nothing.
     *
     * @param before what was read
     * @param after the same in the same order, as they are now
     */
    write(before: readonly CountedRow[], after: readonly CountedRow[]): void {
      const [moved, ended, postponed] = [[] as object[], [] as object[], [] as object[]]
      const kinds = new Map<string, Kind>()
      for (const [n, row] of after.entries()) {
        const { rowid, status, waiting_since, closes_at, due_at } = row
        const old = before[n] ?? row
        const isRearmed = waiting_since !== old.waiting_since || closes_at !== old.closes_at
        if (status === old.status) postponed.push({ rowid, closes_at, due_at })
        else if (isRearmed) ended.push({ rowid, status, waiting_since, closes_at, due_at })
        else moved.push({ rowid, status, due_at })
        if (status !== old.status) count(kinds, old, status)
      }
      move.run({
        moved: JSON.stringify(moved),
        ended: JSON.stringify(ended),
        postponed: JSON.stringify(postponed),
        ...sums(kinds.values()),
      })
    },
  }
}

function count(kinds: Map<string, Kind>, row: CountedRow, status: ConversationStatus): void {
  const key = [row.status, status, row.counted_by, row.joined_by].join('\n')
  const kind = kinds.get(key)
  if (kind === undefined) kinds.set(key, { row, status, conversations: 1 })
  else kind.conversations += 1
}

/** What each group gains or loses, with its values before that. */
function sums(kinds: Iterable<Kind>): { counts: string; joined: string } {
  const [counts, joined] = [[] as unknown[], [] as unknown[]]
  for (const { row, status, conversations } of kinds) {
    const group = JSON.parse(row.counted_by) as unknown[]
    const users = JSON.parse(row.joined_by) as string[]
    for (const sum of [
      [row.status, ...group, -conversations],
      [status, ...group, conversations],
    ]) {
      counts.push(sum)
      joined.push(...users.map((user) => [user, ...sum]))
    }
  }
  return { counts: JSON.stringify(counts), joined: JSON.stringify(joined) }
}
