import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notFound, unknownTeam } from '../../http/errors.ts'
import { addNote } from '../../http/explain.ts'
import type { World } from '../../worlds/world.ts'
import {
  agents,
  type Caller,
  type ChannelCaller,
  type ContactCaller,
  everyone,
} from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { businessUnitOf } from './find-business-unit.ts'
import { findConversation } from './find-conversation.ts'
import {
  type Conversation,
  CreateConversation,
  type CreateConversationBody,
  conversationNames,
  GetChannelCounts,
  GetOrCreateConversation,
  GetViewsCount,
} from './schemas.ts'

const invalidQuery = 'Invalid request parameters'
const invalidCreation = 'Invalid request'

/** Whose conversation is meant, whatever the request names. */
const meant = {
  contact: 'a contact gets its own conversation',
  channel: 'a channel token makes a new guest',
}

/** Endpoints 1 to 4. The counts take agents only: a contact has no views. */
export const conversationRoutes: FastifyPluginAsync = async (app) => {
  const counting = { callers: agents, invalidRequest: invalidQuery }
  const creating = { callers: everyone, invalidRequest: invalidCreation }

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v2/backend/team_conversations/_views_count',
      ...counting,
      schema: GetViewsCount,
      // Its names are not known before: what is made of the schema looks each of them up.
      serializerCompiler: () => JSON.stringify,
    },
    ({ world, caller, query }) => {
      const { organization_id, user_id } = caller
      const business_unit_id = businessUnitOf(world, organization_id, query.type, query.q)
      const teamIds = world.directory.listTeamIds(organization_id, business_unit_id)
      return world.counts.countViews({ organization_id, business_unit_id }, user_id, teamIds)
    },
  )

  // Documented twice, under two versions; the clients use v1 for both.
  for (const [version, operationId] of [
    ['v2', 'getChannelCounts'],
    ['v1', 'getTeamChannelCounts'],
  ] as const) {
    declareOperation(
      app,
      {
        method: 'GET',
        url: `/${version}/backend/channels/_conv_count`,
        ...counting,
        schema: { ...GetChannelCounts, operationId },
      },
      async ({ world, caller, query }) => {
        const { organization_id, user_id } = caller
        const { view = 'all', team_id = null, status = null } = query
        if (team_id !== null && !world.directory.hasTeam(team_id, organization_id)) {
          throw unknownTeam(`team_id: no team ${team_id} in ${organization_id}`)
        }
        return world.counts.countChannels({
          organization_id,
          user_id: view === 'all' ? null : user_id,
          team_id,
          status,
        })
      },
    )
  }

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/conversation',
      ...creating,
      schema: CreateConversation,
    },
    async ({ world, caller, body }) => createConversation(world, caller, body ?? {}),
  )

  // What the SDKs call for the same.
  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/conversations',
      ...creating,
      schema: { ...CreateConversation, operationId: 'createConversationBySdk' },
    },
    async ({ world, caller, body }) => createConversation(world, caller, body ?? {}),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/conversation',
      ...creating,
      schema: GetOrCreateConversation,
    },
    async (request, reply) => {
      const { world, caller, query, method } = request
      if (caller.kind === 'contact' || caller.kind === 'channel') {
        for (const name of Object.keys(query)) {
          if (name in conversationNames)
            addNote(request, reply, `${name} is not read: ${meant[caller.kind]}`)
        }
        return method === 'HEAD' ? peek(world, caller) : createConversation(world, caller, {})
      }
      const names = [query.conversation_id, query.team_conversation_id]
      const conversation = findConversation(world, caller, names, invalidCreation)
      return world.conversations.withUsers(conversation)
    },
  )
}

/**
 * Who asks decides: a contact gets its own conversation, a channel a new guest, an agent whatever
 * it names, else a guest on the organization's default web channel.
 */
function createConversation(
  world: World,
  caller: Caller,
  { channel_id, contact_id }: CreateConversationBody,
): Conversation {
  const { organization_id } = caller
  if (caller.kind === 'contact' && contact_id !== undefined && contact_id !== caller.contact_id) {
    throw invalidRequest(invalidCreation, 'contact_id: a contact creates for itself only')
  }
  if (caller.kind === 'channel') {
    if (contact_id !== undefined) {
      throw invalidRequest(invalidCreation, 'contact_id: a channel token makes a new guest')
    }
    if (channel_id !== undefined && channel_id !== caller.channel_id) {
      throw invalidRequest(invalidCreation, `channel_id: the token is that of ${caller.channel_id}`)
    }
    return guestOn(world, organization_id, caller.channel_id)
  }

  const contactId = caller.kind === 'contact' ? caller.contact_id : contact_id
  if (contactId === undefined) return guestOn(world, organization_id, channel_id)

  const contact = world.directory.findContact(contactId, organization_id)
  if (contact === undefined) {
    throw invalidRequest(invalidCreation, `contact_id: no contact ${contactId}`)
  }
  if (channel_id !== undefined && channel_id !== contact.channel_id) {
    throw invalidRequest(
      invalidCreation,
      `channel_id: ${contactId} belongs to ${contact.channel_id}, not ${channel_id}`,
    )
  }
  // Who came while the channel was there may go on to write.
  const channel = world.directory.findChannel(contact.channel_id, organization_id)
  return world.conversations.getOrCreate(
    channel ?? findChannel(world, organization_id, contact.channel_id),
    contactId,
  )
}

/** What GET would answer without creating anything: a HEAD request must not. */
function peek(world: World, caller: ContactCaller | ChannelCaller): Conversation {
  const own =
    caller.kind === 'contact' ? world.conversations.findOfContact(caller.contact_id) : undefined
  if (own === undefined) {
    throw notFound('Conversation not found', 'HEAD creates no conversation: GET or POST does')
  }
  return world.conversations.withUsers(own)
}

function guestOn(
  world: World,
  organizationId: string,
  channelId: string | undefined,
): Conversation {
  return world.conversations.createWithGuest(findChannel(world, organizationId, channelId))
}

function findChannel(world: World, organizationId: string, channelId: string | undefined) {
  const channel =
    channelId === undefined
      ? world.directory.findDefaultChannel(organizationId)
      : world.directory.findOpenChannel(channelId, organizationId)
  if (channel !== undefined) return channel
  throw invalidRequest(
    invalidCreation,
    channelId === undefined
      ? `${organizationId} has no web channel: name a channel_id`
      : `channel_id: no channel ${channelId}`,
  )
}
