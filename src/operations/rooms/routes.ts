import type { FastifyPluginAsync } from 'fastify'
import type { World } from '../../worlds/world.ts'
import { checkBusinessUnit } from '../conversations/find-business-unit.ts'
import type { ConversationStatus } from '../conversations/schemas.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, type Page, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import type { Team } from '../teams/schemas.ts'
import { everything } from './filter.ts'
import { findFilter, findRoom, invalidQuery, unitOf } from './find-room.ts'
import {
  GetConversation,
  GetRoom,
  ListConversations,
  ListOutstanding,
  ListRooms,
  ListRoomUsers,
  type RoomQuery,
  SearchRooms,
} from './operations.ts'
import type { ConversationOfAgent, RoomList, RoomListItem } from './schemas.ts'

/** Guessed: what waits for an answer, the most urgent first. */
const outstanding: ConversationStatus[] = ['overdue', 'soon to be', 'rep needed', 'pending']

/** Rooms and lists of them, as agents see them. */
export const roomRoutes: FastifyPluginAsync = async (app) => {
  const listing = { method: 'GET', callers: agents, invalidRequest: invalidQuery } as const

  // The clients ask v2 for lists and v1 for the room of a conversation; either answers both.
  for (const [version, operationId] of [
    ['v2', 'listTeamConversations'],
    ['v1', 'findTeamConversations'],
  ] as const) {
    declareOperation(
      app,
      {
        ...listing,
        url: `/${version}/backend/team_conversations`,
        schema: { ...ListRooms, operationId },
      },
      async ({ world, caller, query }) => {
        const page = readPage(query)
        const named = conversationOf(query)
        if (named !== undefined) {
          const filter = findFilter(world, caller, { ...query, type: undefined, q: undefined })
          // Guessed: a list of none or one, because a conversation has one room here; closed or not.
          const isNarrowed = query.view !== undefined || query.status !== undefined
          const state = isNarrowed ? filter.state : 'any'
          const found = world.rooms.listOne(named, { ...filter, state }, page)
          return toList(world, caller, page, found)
        }
        const filter = findFilter(world, caller, query)
        return toList(world, caller, page, world.rooms.list(filter, wordsOf(query.search), page))
      },
    )
  }

  declareOperation(
    app,
    { ...listing, url: '/v1/backend/team_conversations/_search', schema: SearchRooms },
    async ({ world, caller, query }) => {
      const { organization_id, user_id } = caller
      const business_unit_id = checkBusinessUnit(
        world,
        organization_id,
        'business_unit_id',
        query.business_unit_id,
      )
      const page = readPage(query)
      const scope = { organization_id, business_unit_id, user_id }
      return toList(world, caller, page, world.rooms.search(scope, wordsOf(query.q), page))
    },
  )

  declareOperation(
    app,
    { ...listing, url: '/v1/backend/team_conversations/_outstanding', schema: ListOutstanding },
    async ({ world, caller, query }) => {
      const { organization_id, user_id } = caller
      const business_unit_id = unitOf(world, caller, query)
      const filter = { ...everything, organization_id, user_id, business_unit_id }
      const page = readPage(query)
      return toList(world, caller, page, world.rooms.listByStatus(filter, outstanding, page))
    },
  )

  declareOperation(
    app,
    { ...listing, url: '/v1/backend/team_conversations/:team_conversation_id', schema: GetRoom },
    async ({ world, caller, params }) =>
      world.rooms.show(findRoom(world, caller, params), caller.user_id),
  )

  declareOperation(
    app,
    {
      ...listing,
      url: '/v1/backend/team_conversations/:team_conversation_id/users',
      schema: ListRoomUsers,
    },
    async ({ world, caller, params }) =>
      world.rooms
        .usersOf(findRoom(world, caller, params))
        .map((user) => ({ ...user, _id: user.id })),
  )

  declareOperation(
    app,
    { ...listing, url: '/v1/backend/conversations', schema: ListConversations },
    async ({ world, caller, query }) => {
      const { organization_id, user_id } = caller
      const page = readPage(query)
      const { items, count } = world.rooms.list(
        { ...everything, organization_id, user_id },
        '',
        page,
      )
      return listOf(items.map(toConversation), count, page, {})
    },
  )

  declareOperation(
    app,
    { ...listing, url: '/v1/backend/conversations/:conversation_id', schema: GetConversation },
    async ({ world, caller, params }) => {
      const room = world.rooms.show(findRoom(world, caller, params), caller.user_id)
      return { ...toConversation(room), users: room.users }
    },
  )
}

const wordsOf = (text: string | undefined) => text?.trim() ?? ''

/** The conversation whose room is wanted, where one is. */
function conversationOf({ type, q, conversationId }: RoomQuery): string | undefined {
  return (type === 'conversation_id' ? q : undefined) || conversationId || undefined
}

function toList(
  world: World,
  { organization_id }: AgentCaller,
  page: Page,
  { items, count }: { items: RoomListItem[]; count: number },
): RoomList {
  const teams: Record<string, Team> = {}
  for (const { team_id } of items) {
    if (team_id === null || teams[team_id] !== undefined) continue
    const team = world.teams.find(team_id, organization_id)
    if (team !== undefined) teams[team_id] = team
  }
  return listOf(items, count, page, { teams })
}

function toConversation(item: RoomListItem): ConversationOfAgent {
  return {
    object_name: 'conversation',
    id: item.conversation_id,
    organization_id: item.organization_id,
    business_unit_id: item.business_unit_id,
    channel_id: item.channel_id,
    channel_type: item.channel_type,
    contact_id: item.contact_id,
    status: item.status,
    name: item.name,
    timestamp: item.timestamp,
    is_agent_joined: item.is_agent_joined,
    is_joined: item.is_joined,
    is_presence: item.is_presence,
  }
}
