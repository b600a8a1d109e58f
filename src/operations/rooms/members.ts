/** Who is in a room: joining and leaving it, by hand or because somebody was assigned. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ConversationStore } from '../conversations/store.ts'
import type { RoomMode } from './schemas.ts'
import type { RoomRow } from './store.ts'

/** What an agent who leaves has left unanswered, if nobody else has joined. */
const unanswered = ['pending', 'soon to be', 'overdue']

export function createRoomMembers(
  database: Database,
  conversations: ConversationStore,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const membership = lazy
    .prepare<[{ id: string; user_id: string }], number>(`
    SELECT 1 FROM conversation_users
    WHERE conversation_id = :id AND user_id = :user_id`)
    .pluck()
  const insert = lazy.prepare<[string, string]>(
    'INSERT INTO conversation_users (conversation_id, user_id) VALUES (?, ?)',
  )
  const remove = lazy.prepare<[string, string]>(
    'DELETE FROM conversation_users WHERE conversation_id = ? AND user_id = ?',
  )
  const updateMode = lazy.prepare<[RoomMode, string]>(
    'UPDATE conversations SET mode = ? WHERE id = ?',
  )

  const isMember = ({ id }: RoomRow, user_id: string) =>
    membership.get({ id, user_id }) !== undefined

  function setMode(room: RoomRow, mode: RoomMode): void {
    if (room.mode !== mode) updateMode.run(mode, room.id)
    room.mode = mode
  }

  const join = changes.transaction(
    (room: RoomRow, userId: string, mode: RoomMode, assignedBy?: string): boolean => {
      setMode(room, mode)
      if (isMember(room, userId)) return false
      insert.run(room.id, userId)
      changes.note(() => ({
        kind: 'user_joined',
        conversation_id: room.id,
        user_id: userId,
        ...(assignedBy !== undefined && { assigned_by: assignedBy }),
      }))
      // Guessed, as all that follows from joining and leaving (neighbours 14).
      if (room.status === 'rep needed' && conversations.isAgentJoined(room.id))
        conversations.setStatus(room, 'pending')
      return true
    },
  )

  const leave = changes.transaction((room: RoomRow, userId: string): void => {
    if (remove.run(room.id, userId).changes === 0) return
    changes.note(() => ({ kind: 'user_left', conversation_id: room.id, user_id: userId }))
    if (conversations.isAgentJoined(room.id)) return
    setMode(room, 'automation')
    if (unanswered.includes(room.status)) conversations.setStatus(room, 'rep needed')
  })

  return {
    isMember,
    /** Whether anybody has joined who is no bot. */
    isAgentJoined: ({ id }: RoomRow): boolean => conversations.isAgentJoined(id),
    /**
     * Joins, or changes the mode of a room that the user is in already.
     *
     * @param assignedBy the user who wants it, where that is another
     * @returns whether the user was not in it before
     */
    join: (room: RoomRow, userId: string, mode: RoomMode, assignedBy?: string): boolean =>
      join(room, userId, mode, assignedBy),
    /** Does nothing where the user is not in the room. */
    leave: (room: RoomRow, userId: string): void => leave(room, userId),
  }
}
export type RoomMembers = ReturnType<typeof createRoomMembers>
