/** What events are made of, read from the rows when they are told. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../database/lazily.ts'
import { latestAt } from '../operations/conversations/order.ts'
import type { ChannelType, ConversationStatus } from '../operations/conversations/schemas.ts'
import type { Message } from '../operations/messages/schemas.ts'

export interface ChannelRow {
  channel_id: string
  channel_name: string
  channel_active: number
  channel_deleted: number
}

export interface TeamRow {
  name: string
  mode: string
}

export interface RoomRow {
  id: string
  team_conversation_id: string
  organization_id: string
  business_unit_id: string
  team_id: string | null
  channel_id: string
  channel_type: ChannelType
  contact_id: string
  status: ConversationStatus
  name: string
  latest_at: string
  is_presence: number
  mode: string
}

/** With the ids of the users who have joined, as JSON; bots are none of them. */
export interface RoomOfAgents extends RoomRow {
  joined_by: string
}

export interface LatestRow extends Omit<Message, 'object_name' | 'content'> {
  /** JSON. */
  content: string
  is_bot: number
}

export interface TeamUserRow {
  id: string
  team_id: string
  user_id: string
  role: string
  state: string
  created_at: string
  updated_at: string
  organization_id: string
  business_unit_id: string
}

/** Statements of one world. */
export function createEventRows(database: Database) {
  const lazy = lazily(database)
  const columns = `
    c.id, c.team_conversation_id, c.organization_id, c.business_unit_id, c.team_id, c.channel_id,
    c.channel_type, c.contact_id, c.status, c.name, ${latestAt('c')} AS latest_at, c.is_presence,
    c.mode`
  const rooms = lazy.prepare<[{ ids: string }], RoomOfAgents>(`
    SELECT ${columns}, (
      SELECT json_group_array(user_id) FROM conversation_users JOIN users ON users.id = user_id
      WHERE conversation_id = c.id AND NOT is_bot) AS joined_by
    FROM json_each(:ids) told CROSS JOIN conversations c ON c.id = told.value`)
  const webRooms = lazy.prepare<[{ contact_id: string }], RoomRow>(`
    SELECT ${columns} FROM conversations c
    WHERE c.contact_id = :contact_id AND c.channel_type = 'web' ORDER BY c.rowid`)
  const latest = lazy.prepare<[{ id: string }], LatestRow>(`
    SELECT m.id, c.organization_id, c.business_unit_id, m.conversation_id, m."from", m.type, m.content,
      m.created_at, m.updated_at, coalesce(u.is_bot, 0) AS is_bot
    FROM messages m JOIN conversations c ON c.id = m.conversation_id
    LEFT JOIN users u ON u.id = m."from"
    WHERE m.conversation_id = :id ORDER BY m.seq DESC LIMIT 1`)
  const teamMembers = lazy
    .prepare<[string], string>(
      "SELECT user_id FROM team_users WHERE team_id = ? AND state = 'join'",
    )
    .pluck()
  const teamUser = lazy.prepare<[string, string], TeamUserRow>(`
    SELECT tu.*, t.organization_id, t.business_unit_id
    FROM team_users tu JOIN teams t ON t.id = tu.team_id WHERE tu.team_id = ? AND tu.user_id = ?`)
  const channel = lazy.prepare<[string], ChannelRow>(
    `SELECT id AS channel_id, name AS channel_name, active AS channel_active,
       is_deleted AS channel_deleted FROM channels WHERE id = ?`,
  )
  const team = lazy.prepare<[string], TeamRow>('SELECT name, mode FROM teams WHERE id = ?')
  const organization = lazy
    .prepare<[string], number>('SELECT 1 FROM organizations WHERE id = ?')
    .pluck()

  return {
    /** Those of these conversations that are there. */
    listRooms: (conversationIds: readonly string[]) =>
      rooms.all({ ids: JSON.stringify(conversationIds) }),
    /** A contact's conversations of web channels. */
    listWebRooms: (contactId: string) => webRooms.all({ contact_id: contactId }),
    findLatestMessage: (conversationId: string) => latest.get({ id: conversationId }),
    listTeamMembers: (teamId: string) => teamMembers.all(teamId),
    findTeamUser: (teamId: string, userId: string) => teamUser.get(teamId, userId),
    findChannel: (id: string) => channel.get(id),
    findTeam: (id: string) => team.get(id),
    hasOrganization: (id: string) => organization.get(id) !== undefined,
  }
}
export type EventRows = ReturnType<typeof createEventRows>
