/** Activities of a conversation, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Page } from '../lists.ts'
import type { Activity } from './schemas.ts'

/** ISO times as they are stored. The first counts, the last does not. */
export interface Span {
  from: string
  until: string
}

type Asked = Span & { conversation_id: string }

export function createActivityStore(database: Database) {
  const lazy = lazily(database)
  const asked = `
    FROM activities WHERE conversation_id = :conversation_id
      AND created_at >= :from AND created_at < :until`
  const count = lazy.prepare<[Asked], number>(`SELECT count(*) ${asked}`).pluck()
  const rows = lazy.prepare<
    [Asked & Page],
    Pick<Activity, '_id' | 'summary' | 'sentiment' | 'importance' | 'created_at' | 'updated_at'> & {
      user: string | null
    }
  >(`
    SELECT id AS _id, user_id AS user, summary, sentiment, importance, created_at, updated_at
    ${asked} ORDER BY created_at DESC, rowid DESC
    LIMIT :limit OFFSET :skip`)

  return {
    list(
      conversation: { id: string; organization_id: string },
      span: Span,
      page: Page,
    ): { activities: Activity[]; count: number } {
      const of = { conversation_id: conversation.id, ...span }
      return {
        activities: rows.all({ ...of, ...page }).map(({ _id, user, ...row }) => ({
          _id,
          doc_name: 'conversation_activity',
          public_id: _id,
          conversation_id: conversation.id,
          organization_id: conversation.organization_id,
          user,
          ...row,
        })),
        count: count.get(of) ?? 0,
      }
    },
  }
}
export type ActivityStore = ReturnType<typeof createActivityStore>
