/** Rooms: finding and showing them. What happens to them is in `members.ts` and `assigning.ts`. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ConversationOrder } from '../conversations/order.ts'
import type { ConversationStatus } from '../conversations/schemas.ts'
import type { ConversationRow, ConversationStore } from '../conversations/store.ts'
import type { Page } from '../lists.ts'
import type { DocumentChanges } from '../search/document-changes.ts'
import type { Member } from '../users/schemas.ts'
import type { UserStore } from '../users/store.ts'
import type { AnyRoomFilter, RoomFilter } from './filter.ts'
import { createRoomPages, type RoomPage } from './pages.ts'
import { createRoomRows } from './rows.ts'
import type { Room, RoomListItem, RoomMode } from './schemas.ts'
import { createRoomSearch, mostFound } from './search.ts'

/** A conversation with what only agents see of it. */
export interface RoomRow extends ConversationRow {
  /** The rowid. */
  room: number
  team_conversation_id: string
  team_id: string | null
  mode: RoomMode
}

export function createRoomStore(
  database: Database,
  conversations: ConversationStore,
  order: ConversationOrder,
  users: UserStore,
  changes: ChangeLog,
  documents: DocumentChanges,
) {
  const lazy = lazily(database)
  const page = createRoomPages(database)
  const search = createRoomSearch(database)
  const rows = createRoomRows(database)
  const byConversation = lazy.prepare<[string], RoomRow>(`
    SELECT rowid AS room, id, team_conversation_id, organization_id, business_unit_id, channel_id,
      channel_type, contact_id, team_id, status, name, timestamp, mode
    FROM conversations WHERE id = ?`)
  const userIds = lazy
    .prepare<[{ id: string }], string>(`
    SELECT user_id FROM conversation_users WHERE conversation_id = :id ORDER BY rowid`)
    .pluck()
  const updateName = lazy.prepare<[string, string]>(
    'UPDATE conversations SET name = ? WHERE id = ?',
  )

  // Else they would go on to stand for it.
  const forget = lazy.prepare<[{ id: string }]>(
    `UPDATE tokens SET conversation_id = NULL WHERE conversation_id = :id`,
  )
  const erase = lazy.prepare<[string]>('DELETE FROM conversations WHERE id = ?')

  const usersOf = ({ id, organization_id }: ConversationRow): Member[] =>
    userIds.all({ id }).flatMap((user) => users.findMember(user, organization_id) ?? [])

  const rename = changes.transaction((room: RoomRow, name: string) => {
    if (room.name === name) return
    updateName.run(name, room.id)
    changes.note(() => ({ kind: 'name_updated', conversation_id: room.id, name }))
  })

  /** As it is now, for the user who looks. */
  function show(row: RoomRow, userId: string): Room {
    const [item] = rows.read([row.room], userId)
    if (item === undefined) throw new Error(`no room ${row.room}`)
    return { ...item, users: usersOf(row) }
  }

  const toItems = ({ rooms, count }: RoomPage, userId: string) => ({
    items: rows.read(rooms, userId),
    count,
  })

  return {
    /** The room of a conversation that is there. */
    get(conversationId: string): RoomRow {
      const row = byConversation.get(conversationId)
      if (row === undefined) throw new Error(`no conversation ${conversationId}`)
      return row
    },

    show,

    /** The room of a conversation, if that is there and the filter lets it through. */
    listOne(
      conversationId: string,
      filter: AnyRoomFilter,
      asked: Page,
    ): { items: RoomListItem[]; count: number } {
      const found = conversations.find(conversationId)
      const row = found && byConversation.get(found.id)
      return toItems(page.among(row ? [row.room] : [], filter, asked), filter.user_id)
    },

    /** Who has joined, in that order, the bot included. */
    usersOf,

    /** @param name a piece of the names of those that are meant; empty: whatever their names */
    list(filter: RoomFilter, name: string, asked: Page): { items: RoomListItem[]; count: number } {
      order.settle()
      if (name === '') return toItems(page.ofAll(filter, asked), filter.user_id)
      const { rooms } = search(filter, name, { limit: mostFound, skip: 0 })
      return toItems(page.among(rooms, filter, asked), filter.user_id)
    },

    /** Open and closed ones. Without a name, all of them. */
    search(
      scope: Pick<RoomFilter, 'organization_id' | 'business_unit_id' | 'user_id'>,
      name: string,
      asked: Page,
    ): { items: RoomListItem[]; count: number } {
      order.settle()
      const found = name === '' ? page.ofAnyStatus(scope, asked) : search(scope, name, asked)
      return toItems(found, scope.user_id)
    },

    /** Those of each of these statuses, one after the other. */
    listByStatus(
      filter: RoomFilter,
      statuses: readonly ConversationStatus[],
      { limit, skip }: Page,
    ): { items: RoomListItem[]; count: number } {
      order.settle()
      const rooms: number[] = []
      let count = 0
      for (const state of statuses) {
        const asked = { limit: limit - rooms.length, skip: Math.max(0, skip - count) }
        const found = page.ofAll({ ...filter, state }, asked)
        rooms.push(...found.rooms)
        count += found.count
      }
      return toItems({ rooms, count }, filter.user_id)
    },

    rename: (room: RoomRow, name: string): void => rename(room, name),

    /**
     * With its messages, their comments and its activities. Its contact stays, and so do uploaded files
     * and what notifications have said of it.
     *
     * @returns the room as it was, for this user
     */
    remove: changes.transaction((room: RoomRow, userId: string): Room => {
      const removed = show(room, userId)
      changes.note(() => ({
        kind: 'conversation_deleted',
        conversation_id: room.id,
        room: removed,
      }))
      documents.noteMessagesOf(room.id)
      forget.run({ id: room.id })
      erase.run(room.id)
      return removed
    }),

    /** By hand. Who has joined stays. */
    setStatus: changes.transaction((room: RoomRow, status: 'active' | 'closed') =>
      conversations.setStatus(room, status),
    ),
  }
}
export type RoomStore = ReturnType<typeof createRoomStore>
