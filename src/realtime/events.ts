/** From what a commit has changed to the events that are told of it, and to whom (neighbours 13). */
import type { Change } from '../worlds/changes.ts'
import {
  conversationOf,
  conversationOfRoom,
  findRooms,
  memberOf,
  messageOf,
  type Room,
  roomItem,
  type Source,
  teamUserOf,
  updatedContact,
} from './payloads.ts'
import type { RoomRow, TeamRow } from './rows.ts'

export interface Event {
  name: string
  organization_id: string
  /** Which agents of the organization hear it: all, or these users. */
  agents: 'all' | ReadonlySet<string>
  /** The contact that hears it too. */
  contact_id?: string
  /** Users for whom `payloadOf` is asked with true. */
  joined?: ReadonlySet<string>
  payloadOf: (isJoined: boolean) => object
}

/**
 * @param changes of one commit
 * @returns none for what is gone again, and for what nobody hears of
 */
export function eventsOf(source: Source, changes: readonly Change[]): Event[] {
  const ids = changes.flatMap((change) => (isOfRoom(change) ? [change.conversation_id] : []))
  // Hundreds move by one commit: read one by one they would cost as much as to move them.
  const rooms = ids.length > 0 ? findRooms(source, [...new Set(ids)]) : undefined
  return changes.flatMap((change) => {
    if (!isOfRoom(change)) return eventsOfOther(source, change)
    const room = rooms?.get(change.conversation_id)
    return room === undefined ? [] : roomEvents(source, change, room)
  })
}

const isOfRoom = (change: Change): change is RoomChange =>
  'conversation_id' in change && change.kind !== 'conversation_deleted'

function eventsOfOther(source: Source, change: Exclude<Change, RoomChange>): Event[] {
  switch (change.kind) {
    case 'contact_created':
    case 'contact_updated':
      return contactEvents(source, change)
    case 'presence_updated':
      return presenceEvents(source, change)
    case 'team_user_updated':
      return teamUserEvents(source, change)
    case 'team_updated':
      return teamEvents(source, change)
    case 'user_deactivated': {
      const { organization_id, user_id } = change
      const agents = new Set([user_id])
      return [{ name: 'org.user_deactivated', organization_id, agents, payloadOf: () => ({}) }]
    }
    case 'conversation_deleted':
      return deletedEvents(change)
  }
}

type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>
type RoomChange = Exclude<
  Extract<Change, { conversation_id: string }>,
  ChangeOf<'conversation_deleted'>
>

function roomEvents(source: Source, change: RoomChange, room: Room): Event[] {
  const { row, agents } = room
  const { id } = row
  const toAll = (name: string, payloadOf: Event['payloadOf']): Event => ({
    name,
    organization_id: row.organization_id,
    agents: 'all',
    // One that takes no argument is the same for everybody, and written once.
    ...(payloadOf.length > 0 && { joined: agents }),
    payloadOf,
  })
  const withContact = (event: Event): Event => ({ ...event, contact_id: row.contact_id })
  switch (change.kind) {
    case 'conversation_created':
      return createdEvents(source, room, toAll)
    // Guessed: clients have no word for a message that is another now, and pass over this one.
    case 'message_created':
    case 'message_updated': {
      const message = messageOf(source, room, change.message)
      return [withContact(toAll(`conversation.${change.kind}`, () => message))]
    }
    case 'status_updated': {
      const { previous_status, status } = change
      return [
        toAll('conversation.status_updated', (isJoined) => ({
          id,
          previous_status,
          conversation: conversationOf(room, isJoined, status),
        })),
      ]
    }
    case 'name_updated':
      return [
        toAll('conversation.name_updated', (isJoined) => ({
          id,
          conversation: { ...conversationOf(room, isJoined), name: change.name },
        })),
      ]
    case 'user_joined':
    case 'user_left': {
      const user = memberOf(source.world, row, change.user_id)
      const isAgentJoined = agents.size > 0
      const payloadOf = (isJoined: boolean) => ({
        id,
        team_id: row.team_id,
        user,
        is_agent_joined: isAgentJoined,
        is_joined: isJoined,
      })
      if (change.kind === 'user_left') return [toAll('conversation.left', payloadOf)]
      const joined = withContact(toAll('conversation.joined', payloadOf))
      const { assigned_by } = change
      if (assigned_by === undefined) return [joined]
      const invited = {
        // Guessed: the inbox reads all others.
        action: 'assign',
        id,
        conversation_id: id,
        team_id: row.team_id,
        team_name: teamOf(source, row)?.name ?? null,
        assign_from: assigned_by,
        assign_from_name: memberOf(source.world, row, assigned_by)?.display_name ?? '',
        user,
      }
      return [toAll('conversation.invited', () => invited), joined]
    }
  }
}

/**
 * Guessed: clients have no word for a room that is gone. One that closes leaves their lists and is counted
 * anew; the second event says what really happened.
 */
function deletedEvents({ room }: ChangeOf<'conversation_deleted'>): Event[] {
  const { id: team_conversation_id, conversation_id: id, organization_id, team_id } = room
  const joined = new Set(room.users.flatMap((user) => (user.is_bot ? [] : [user.id])))
  const about = { organization_id, agents: 'all' as const }
  const closed = {
    ...about,
    name: 'conversation.status_updated',
    joined,
    payloadOf: (isJoined: boolean) => ({
      id,
      previous_status: room.status,
      conversation: { ...conversationOfRoom(room), status: 'closed', is_joined: isJoined },
    }),
  }
  const gone = { id: team_conversation_id, conversation_id: id, organization_id, team_id }
  const deleted = { ...about, name: 'team_conversation.deleted', payloadOf: () => gone }
  return room.status === 'closed' ? [deleted] : [closed, deleted]
}

/** A room of a team whose members grab theirs is offered to them, while none of them is in it. */
function createdEvents(
  source: Source,
  room: Room,
  toAll: (name: string, payloadOf: Event['payloadOf']) => Event,
): Event[] {
  const { row, agents } = room
  const item = roomItem(source, room)
  const teamRow = teamOf(source, row)
  const team = { name: teamRow?.name ?? '' }
  const created = toAll('team_conversation.created', (isJoined) => ({
    ...item,
    is_joined: isJoined,
    team,
  }))
  if (row.team_id === null || teamRow?.mode !== 'grab' || agents.size > 0) return [created]
  const { name, channel_type, latest_at: timestamp } = row
  const needed = {
    id: row.id,
    team_id: row.team_id,
    conversation: { name, channel_type, timestamp },
  }
  const members = new Set(source.rows.listTeamMembers(row.team_id))
  return [created, { ...toAll('conversation.agent_needed', () => needed), agents: members }]
}

function teamOf({ rows }: Source, { team_id }: RoomRow): TeamRow | undefined {
  return team_id === null ? undefined : rows.findTeam(team_id)
}

function contactEvents(
  source: Source,
  { kind, contact_id, organization_id }: ChangeOf<'contact_created' | 'contact_updated'>,
): Event[] {
  const contact = source.world.contacts.find(contact_id, organization_id)
  if (contact === undefined) return []
  const isNew = kind === 'contact_created'
  const payload = isNew ? contact : updatedContact(source, contact)
  const name = isNew ? 'bu.contact_created' : 'bu.contact_updated'
  return [{ name, organization_id, agents: 'all', payloadOf: () => payload }]
}

function presenceEvents(
  { world, rows }: Source,
  { contact_id, is_presence }: ChangeOf<'presence_updated'>,
): Event[] {
  const timestamp = world.clock().toISOString()
  return rows.listWebRooms(contact_id).map((row) => {
    const payload = {
      contact_id,
      conversation_id: row.id,
      organization_id: row.organization_id,
      team_conversation_id: row.team_conversation_id,
      timestamp,
    }
    return {
      name: `conversation.contact_${is_presence ? 'online' : 'offline'}`,
      organization_id: row.organization_id,
      agents: 'all',
      payloadOf: () => payload,
    }
  })
}

/** Which of the two is sent when is guessed: the inbox reads its account again after either. */
function teamUserEvents(
  { rows }: Source,
  { organization_id, team_id, user_id }: ChangeOf<'team_user_updated'>,
): Event[] {
  const row = rows.findTeamUser(team_id, user_id)
  const about = (name: string, payload: object): Event => ({
    name,
    organization_id,
    agents: 'all',
    payloadOf: () => payload,
  })
  const updated = about(
    'team_user.role.update',
    row === undefined ? { organization_id, team_id, user_id } : teamUserOf(row),
  )
  return row?.state === 'join' ? [about('team.joined', { team_id, user_id }), updated] : [updated]
}

/** A team that is gone is told by its ids: whoever hears of it reads the teams again (guessed). */
function teamEvents(
  { world }: Source,
  { organization_id, team_id }: ChangeOf<'team_updated'>,
): Event[] {
  const team = world.teams.find(team_id, organization_id)
  const payload = team ?? { id: team_id, organization_id, is_delete: true }
  return [{ name: 'team.update', organization_id, agents: 'all', payloadOf: () => payload }]
}
