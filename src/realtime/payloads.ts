/** The objects that events carry (neighbours 12 and 13). */
import type { Contact } from '../operations/contacts/schemas.ts'
import type { SentMessage } from '../operations/messages/schemas.ts'
import type { ConversationOfAgent, Room as RoomOfAgent } from '../operations/rooms/schemas.ts'
import type { Member } from '../operations/users/schemas.ts'
import type { World } from '../worlds/world.ts'
import type { ChannelRow, EventRows, RoomOfAgents, RoomRow, TeamUserRow } from './rows.ts'

/** A world and what of it events are made of. */
export interface Source {
  world: World
  rows: EventRows
}

export interface Room {
  row: RoomRow
  /** Users who have joined; bots are none of them. */
  agents: ReadonlySet<string>
}

/** By conversation: those of these that are there. */
export function findRooms(
  { rows }: Source,
  conversationIds: readonly string[],
): ReadonlyMap<string, Room> {
  // Most of many have been joined by the same, or by nobody.
  const sets = new Map<string, ReadonlySet<string>>()
  const agentsOf = ({ joined_by }: RoomOfAgents): ReadonlySet<string> => {
    const agents = sets.get(joined_by) ?? new Set(JSON.parse(joined_by) as string[])
    sets.set(joined_by, agents)
    return agents
  }
  return new Map(
    rows.listRooms(conversationIds).map((row) => [row.id, { row, agents: agentsOf(row) }]),
  )
}

/** A conversation as events have it, for one who has joined it or has not. */
export function conversationOf({ row, agents }: Room, isJoined: boolean, status = row.status) {
  return {
    object_name: 'conversation' as const,
    id: row.id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    channel_id: row.channel_id,
    channel_type: row.channel_type,
    contact_id: row.contact_id,
    status,
    name: row.name,
    timestamp: row.latest_at,
    is_agent_joined: agents.size > 0,
    is_joined: isJoined,
    is_presence: row.is_presence === 1,
  }
}

/** The same of a room as an agent sees it. */
export function conversationOfRoom(room: RoomOfAgent): ConversationOfAgent {
  return {
    object_name: 'conversation' as const,
    id: room.conversation_id,
    organization_id: room.organization_id,
    business_unit_id: room.business_unit_id,
    channel_id: room.channel_id,
    channel_type: room.channel_type,
    contact_id: room.contact_id,
    status: room.status,
    name: room.name,
    timestamp: room.timestamp,
    is_agent_joined: room.is_agent_joined,
    is_joined: room.is_joined,
    is_presence: room.is_presence,
  }
}

/** A room as a list has it, for somebody who has not joined it. */
export function roomItem(source: Source, { row, agents }: Room) {
  const latest = source.rows.findLatestMessage(row.id)
  const channel = source.rows.findChannel(row.channel_id)
  return {
    object_name: 'team_conversation' as const,
    id: row.team_conversation_id,
    _id: row.team_conversation_id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    conversation_id: row.id,
    team_id: row.team_id,
    channel_id: row.channel_id,
    channel_type: row.channel_type,
    contact_id: row.contact_id,
    status: row.status,
    name: row.name,
    timestamp: row.latest_at,
    is_joined: false,
    is_agent_joined: agents.size > 0,
    is_presence: row.is_presence === 1,
    mode: row.mode,
    ...(latest && {
      latest_message: {
        object_name: 'message' as const,
        ...latest,
        content: JSON.parse(latest.content) as Record<string, unknown>,
        is_bot: latest.is_bot === 1,
      },
    }),
    contact: source.world.contacts.find(row.contact_id, row.organization_id),
    ...(channel && { channel: channelOf(channel) }),
  }
}

const channelOf = ({ channel_id, channel_name, channel_active, channel_deleted }: ChannelRow) => ({
  _id: channel_id,
  name: channel_name,
  active: channel_active === 1,
  is_deleted: channel_deleted === 1,
})

/**
 * A message as everybody hears it. `from_contact` is its author's name where that is not the contact: the
 * inbox draws an agent's line with it.
 */
export function messageOf({ world }: Source, { row }: Room, message: SentMessage) {
  const author = message.from === row.contact_id ? undefined : memberOf(world, row, message.from)
  return {
    ...message,
    conversation_status: row.status,
    is_presence: row.is_presence === 1,
    is_bot: author?.is_bot ?? false,
    contact: world.contacts.find(row.contact_id, row.organization_id),
    ...(author && { from_contact: author }),
  }
}

export function memberOf(world: World, row: RoomRow, userId: string): Member | undefined {
  return world.users.findMember(userId, row.organization_id)
}

export function teamUserOf(row: TeamUserRow) {
  return { object_name: 'team_user' as const, ...row }
}

/** A contact with its channel. That the action is called so is guessed. */
export function updatedContact({ rows }: Source, contact: Contact) {
  const channel = rows.findChannel(contact.channel_id)
  return { ...contact, ...(channel && { channel: channelOf(channel) }), action: 'update' as const }
}
