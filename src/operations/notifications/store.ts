/** Notifications of a user in an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Page } from '../lists.ts'
import type { Notification } from './schemas.ts'

/** Whose they are. */
export interface Recipient {
  user_id: string
  organization_id: string
}

interface NotificationRow
  extends Omit<Notification, 'object_name' | 'action_to' | 'is_read' | 'action_disable'> {
  /** JSON. */
  action_to: string
  is_read: number
}

export function createNotificationStore(database: Database) {
  const lazy = lazily(database)
  const mine = `
    recipient = :user_id AND organization_id = :organization_id`
  const list = lazy.prepare<[Recipient & Page], NotificationRow>(`
    SELECT id, title, content, "from", type, action_to, recipient, is_read, channel_type, created_at
    FROM notifications WHERE ${mine}
    ORDER BY created_at DESC, rowid DESC LIMIT :limit OFFSET :skip`)
  const counts = lazy.prepare<[Recipient], { count: number; unread: number | null }>(`
    SELECT count(*) AS count, sum(NOT is_read) AS unread FROM notifications WHERE ${mine}`)
  const named = 'id IN (SELECT value FROM json_each(:ids))'
  type Named = [Recipient & { ids: string }]
  const read = lazy.prepare<Named>(
    `UPDATE notifications SET is_read = 1 WHERE ${mine} AND ${named}`,
  )
  const readAll = lazy.prepare<[Recipient]>(`UPDATE notifications SET is_read = 1 WHERE ${mine}`)
  const remove = lazy.prepare<Named>(`DELETE FROM notifications WHERE ${mine} AND ${named}`)
  const removeAll = lazy.prepare<[Recipient]>(`DELETE FROM notifications WHERE ${mine}`)

  return {
    list(whose: Recipient, page: Page) {
      const notifications = list.all({ ...whose, ...page }).map(toNotification)
      const { count = 0, unread = 0 } = counts.get(whose) ?? {}
      return { notifications, count, unread_count: unread ?? 0 }
    },

    /**
     * @param ids undefined: all. Those of others, and of nobody, are passed over
     * @returns how many there were
     */
    markRead(whose: Recipient, ids: string[] | undefined): number {
      if (ids === undefined) return readAll.run(whose).changes
      return read.run({ ...whose, ids: JSON.stringify(ids) }).changes
    },

    /** As `markRead`. */
    dismiss(whose: Recipient, ids: string[] | undefined): number {
      if (ids === undefined) return removeAll.run(whose).changes
      return remove.run({ ...whose, ids: JSON.stringify(ids) }).changes
    },
  }
}
export type NotificationStore = ReturnType<typeof createNotificationStore>

function toNotification({ action_to, is_read, channel_type, created_at, ...row }: NotificationRow) {
  return {
    object_name: 'notification' as const,
    id: row.id,
    title: row.title,
    content: row.content,
    from: row.from,
    type: row.type,
    action_to: JSON.parse(action_to) as Record<string, string>,
    recipient: row.recipient,
    is_read: is_read === 1,
    action_disable: false,
    channel_type,
    created_at,
  }
}
