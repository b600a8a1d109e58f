/** Whether a contact is online: it is while a socket of it is open, and on web channels only. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'

/**
 * A row of `meta` for each contact that a socket has brought online: what a killed process leaves behind
 * is found by it. A fixture's own presence has none, and stays.
 */
const mark = 'present:'
const marked = `key >= '${mark}' AND key < 'present;'`

export function createPresenceStore(database: Database, clock: Clock, changes: ChangeLog) {
  const lazy = lazily(database)
  const update = lazy.prepare<[{ contact_id: string; is_presence: number }]>(`
    UPDATE conversations SET is_presence = :is_presence
    WHERE contact_id = :contact_id AND channel_type = 'web'
      AND is_presence <> :is_presence`)
  const insertMark = lazy.prepare<[string]>(
    "INSERT OR IGNORE INTO meta (key, value) VALUES (?, '')",
  )
  const deleteMark = lazy.prepare<[string]>('DELETE FROM meta WHERE key = ?')
  const updateLastSeen = lazy.prepare<[string, string]>(
    'UPDATE contacts SET last_seen = ? WHERE id = ?',
  )
  const anyMark = lazy.prepare<[], number>(`SELECT 1 FROM meta WHERE ${marked} LIMIT 1`).pluck()

  const set = changes.transaction((contactId: string, isPresence: boolean): void => {
    const { changes: moved } = update.run({
      contact_id: contactId,
      is_presence: isPresence ? 1 : 0,
    })
    if (!isPresence) {
      deleteMark.run(mark + contactId)
      updateLastSeen.run(clock().toISOString(), contactId)
    } else if (moved > 0) insertMark.run(mark + contactId)
    if (moved === 0) return
    changes.note(() => ({
      kind: 'presence_updated',
      contact_id: contactId,
      is_presence: isPresence,
    }))
  })

  const forget = database.transaction(() => {
    database.exec(`
      UPDATE conversations SET is_presence = 0
      WHERE contact_id IN (SELECT substr(key, ${mark.length + 1}) FROM meta WHERE ${marked})
        AND is_presence;
      DELETE FROM meta WHERE ${marked};`)
  })

  return {
    /** All web conversations of a contact follow. Gone: it was seen at this moment last. */
    set: (contactId: string, isPresence: boolean): void => set(contactId, isPresence),

    /** Takes back what sockets of another process, or of before a reset, have left. Told to nobody. */
    forget(): void {
      if (anyMark.get() !== undefined) forget()
    },
  }
}
export type PresenceStore = ReturnType<typeof createPresenceStore>
