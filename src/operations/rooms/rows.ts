/** Rooms as they are shown: read with their contact, channel and latest message. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import { type ContactRow, contactColumns, toContact } from '../contacts/rows.ts'
import type { Message } from '../messages/schemas.ts'
import type { LatestMessage, RoomListItem } from './schemas.ts'

type Flags = 'is_joined' | 'is_agent_joined' | 'is_presence'

interface ListRow
  extends Omit<
    RoomListItem,
    'object_name' | '_id' | Flags | 'latest_message' | 'contact' | 'channel'
  > {
  is_joined: number
  is_agent_joined: number
  is_presence: number
  channel_name: string
  channel_active: number
  channel_deleted: number
  /** Null where nothing has been said, as all of them are. */
  message_id: string | null
  message_from: string
  message_type: Message['type']
  /** Null where it is too long for a list, too. */
  message_content: string | null
  message_created_at: string
  message_updated_at: string
  message_is_bot: number
}

/**
 * Bytes of latest messages in one list, and of one that is in it in any case. Guessed: a list leaves out
 * one that is longer, as clients show the beginning of it at most; the room has it.
 */
const wholeLength = 2 * 1024 * 1024
const shortContent = 64 * 1024

const lists = `
  SELECT c.team_conversation_id AS id, c.organization_id, c.business_unit_id, c.id AS conversation_id,
    c.team_id, c.channel_id, c.channel_type, c.contact_id, c.status, c.name,
    coalesce(m.created_at, c.timestamp) AS timestamp,
    EXISTS (
      SELECT 1 FROM conversation_users u
      WHERE u.conversation_id = c.id AND u.user_id = :user_id) AS is_joined,
    EXISTS (
      SELECT 1 FROM conversation_users u JOIN users ON users.id = u.user_id
      WHERE u.conversation_id = c.id AND NOT users.is_bot) AS is_agent_joined,
    c.is_presence, c.mode, channels.name AS channel_name, channels.active AS channel_active,
    channels.is_deleted AS channel_deleted,
    m.id AS message_id, m."from" AS message_from, m.type AS message_type,
    CASE WHEN octet_length(m.content) <= :longest THEN m.content END AS message_content,
    m.created_at AS message_created_at, m.updated_at AS message_updated_at,
    EXISTS (SELECT 1 FROM users WHERE users.id = m."from" AND users.is_bot) AS message_is_bot
  FROM json_each(:rooms) asked
  CROSS JOIN conversations c ON c.rowid = asked.value
  JOIN channels ON channels.id = c.channel_id
  LEFT JOIN messages m ON m.seq = (
    SELECT seq FROM messages WHERE conversation_id = c.id ORDER BY seq DESC LIMIT 1)
  ORDER BY asked.key`

export function createRoomRows(database: Database) {
  const lazy = lazily(database)
  const rows = lazy.prepare<[{ rooms: string; user_id: string; longest: number }], ListRow>(lists)
  const contacts = lazy.prepare<[string], ContactRow>(`
    SELECT ${contactColumns} FROM contacts WHERE id IN (SELECT value FROM json_each(?))`)

  return {
    /**
     * @param rooms rowids
     * @param userId who looks
     * @returns them in this order; those that are gone are left out
     */
    read(rooms: readonly number[], userId: string): RoomListItem[] {
      if (rooms.length === 0) return []
      const longest = Math.max(shortContent, Math.floor(wholeLength / rooms.length))
      const found = rows.all({ rooms: JSON.stringify(rooms), user_id: userId, longest })
      const asked = JSON.stringify([...new Set(found.map(({ contact_id }) => contact_id))])
      const contactOf = new Map(contacts.all(asked).map((row) => [row.id, row]))
      return found.flatMap((row) => {
        const contact = contactOf.get(row.contact_id)
        return contact === undefined ? [] : [toListItem(row, contact)]
      })
    },
  }
}

function toListItem(row: ListRow, contact: ContactRow): RoomListItem {
  const latest = latestOf(row)
  return {
    object_name: 'team_conversation',
    id: row.id,
    _id: row.id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    conversation_id: row.conversation_id,
    team_id: row.team_id,
    channel_id: row.channel_id,
    channel_type: row.channel_type,
    contact_id: row.contact_id,
    status: row.status,
    name: row.name,
    timestamp: row.timestamp,
    is_joined: row.is_joined === 1,
    is_agent_joined: row.is_agent_joined === 1,
    is_presence: row.is_presence === 1,
    mode: row.mode,
    ...(latest && { latest_message: latest }),
    contact: toContact(contact),
    channel: {
      _id: row.channel_id,
      name: row.channel_name,
      active: row.channel_active === 1,
      is_deleted: row.channel_deleted === 1,
    },
  }
}

function latestOf(row: ListRow): LatestMessage | undefined {
  if (row.message_id === null || row.message_content === null) return undefined
  return {
    object_name: 'message',
    id: row.message_id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    conversation_id: row.conversation_id,
    from: row.message_from,
    type: row.message_type,
    content: JSON.parse(row.message_content),
    created_at: row.message_created_at,
    updated_at: row.message_updated_at,
    is_bot: row.message_is_bot === 1,
  }
}
