import { invalidRequest, unknownTeam } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { businessUnitOf, checkBusinessUnit } from '../conversations/find-business-unit.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { channelTypes } from '../conversations/schemas.ts'
import type { AgentCaller } from '../directory/callers.ts'
import { everything, narrow, type RoomFilter } from './filter.ts'
import type { RoomQuery } from './operations.ts'
import type { RoomNames } from './operations-of-actions.ts'
import type { RoomRow } from './store.ts'

/** No room is on a channel of it. */
const noType = 'none'

export const invalidQuery = 'Invalid request parameters'
export const invalidAction = 'Invalid request'

/**
 * The room that a request names, under whatever name. An empty one is none.
 *
 * @throws {ApiError} 400 where it names none, or several; 404 for one that the caller cannot see
 */
export function findRoom(world: World, caller: AgentCaller, names: RoomNames): RoomRow {
  const { team_conversation_id, conversation_id, id } = names
  const sent = [team_conversation_id, conversation_id, id].map((name) => name || undefined)
  return world.rooms.get(findConversation(world, caller, sent, invalidAction).id)
}

/** The business unit of a list: it has two ways to name one. */
export function unitOf(
  world: World,
  { organization_id }: AgentCaller,
  { type, q, businessUnitId }: Pick<RoomQuery, 'type' | 'q' | 'businessUnitId'>,
): string | null {
  return (
    businessUnitOf(world, organization_id, type, q) ??
    checkBusinessUnit(world, organization_id, 'businessUnitId', businessUnitId)
  )
}

/**
 * The rooms that a list's query asks for.
 *
 * @throws {ApiError} 400 for a type, team, channel or contact that is not known; 403 for a business unit
 */
export function findFilter(world: World, caller: AgentCaller, query: RoomQuery): RoomFilter {
  const { organization_id, user_id } = caller
  const { view = 'all', status, channel_types = [] } = query
  const team_id = query.team_id || null
  const contact_id = query.contact_id || null
  if (view === 'team' && team_id === null) {
    throw invalidRequest(invalidQuery, 'view: team needs a team_id beside it')
  }
  if (team_id !== null && !world.directory.hasTeam(team_id, organization_id)) {
    throw unknownTeam(`team_id: no team ${team_id} in ${organization_id}`)
  }
  if (
    contact_id !== null &&
    world.directory.findContact(contact_id, organization_id) === undefined
  ) {
    throw invalidRequest(invalidQuery, `contact_id: no contact ${contact_id}`)
  }
  const filter: RoomFilter = {
    ...everything,
    ...narrow(view, status),
    organization_id,
    user_id,
    business_unit_id: unitOf(world, caller, query),
    team_id,
    contact_id,
    channel_types: knownTypes([channel_types].flat().filter((type) => type !== '')),
  }
  return query.channel_id ? { ...filter, ...ofChannel(world, filter, query.channel_id) } : filter
}

/** Each once. Those that nobody has heard of have no rooms. */
function knownTypes(asked: string[]): string[] {
  const known = channelTypes.filter((type) => asked.includes(type))
  return asked.length > 0 && known.length === 0 ? [noType] : known
}

/** Rooms are counted by type: those of one channel are looked at, but only those of its type. */
function ofChannel(
  world: World,
  { organization_id, channel_types }: RoomFilter,
  channelId: string,
): Pick<RoomFilter, 'channel_types' | 'channel_id'> {
  const channel = world.directory.findChannel(channelId, organization_id)
  if (channel === undefined) {
    throw invalidRequest(invalidQuery, `channel_id: no channel ${channelId}`)
  }
  const isAsked = channel_types.length === 0 || channel_types.includes(channel.type)
  return { channel_types: isAsked ? [channel.type] : [noType], channel_id: channelId }
}
