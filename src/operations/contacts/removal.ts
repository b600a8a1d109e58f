/** The end of a contact, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { RoomStore } from '../rooms/store.ts'

/**
 * @returns deletes a contact with its conversations and its tokens; its id is no credential any more.
 *   Items of boards that were about it stay, about nobody. Files that it has sent stay.
 */
export function createContactRemoval(
  database: Database,
  rooms: RoomStore,
  changes: ChangeLog,
): (contactId: string, userId: string) => void {
  const lazy = lazily(database)
  const conversations = lazy
    .prepare<[string], string>('SELECT id FROM conversations WHERE contact_id = ? ORDER BY rowid')
    .pluck()
  const forget = lazy.prepare<[string]>('DELETE FROM tokens WHERE contact_id = ?')
  const erase = lazy.prepare<[string]>('DELETE FROM contacts WHERE id = ?')
  return changes.transaction((contactId: string, userId: string) => {
    for (const id of conversations.all(contactId)) rooms.remove(rooms.get(id), userId)
    forget.run(contactId)
    erase.run(contactId)
  })
}
