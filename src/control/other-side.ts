import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { Contact } from '../operations/contacts/schemas.ts'
import { Conversation } from '../operations/conversations/schemas.ts'
import { SentMessage } from '../operations/messages/schemas.ts'
import { makeConversations } from '../other-side/conversations.ts'
import { expected } from '../other-side/expected.ts'
import { inbound } from '../other-side/inbound.ts'
import { outbound } from '../other-side/outbound.ts'
import { Inbound, NewConversations, NewToken, Outbound, tokenKinds } from '../other-side/schemas.ts'
import { mintToken } from '../other-side/tokens.ts'
import type { Exchange as ExchangeBody } from '../other-side/types.ts'
import { controlFailures } from './schemas.ts'

const tags = ['mock']

const Exchange = Type.Unsafe<ExchangeBody>(
  Type.Object({ contact: Contact, conversation: Conversation, message: SentMessage }),
)

const OrNull = Type.Union([Type.String(), Type.Null()])

const MintedToken = Type.Object({
  kind: Type.Unsafe<(typeof tokenKinds)[number]>({ type: 'string', enum: [...tokenKinds] }),
  token: Type.String(),
  organization_id: OrNull,
  user_id: OrNull,
  contact_id: OrNull,
  channel_id: OrNull,
  conversation_id: OrNull,
  expires_at: Type.Union([Type.String(), Type.Null()], { description: 'null is never' }),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'What a request carries to use it',
  }),
})

const MadeConversations = Type.Object({
  name: Type.String({ description: 'What the ids have grown from' }),
  conversations: Type.Integer(),
  contacts: Type.Integer(),
  messages: Type.Integer(),
  conversation_ids: Type.Array(Type.String(), { description: 'Of the first 100' }),
})

/**
 * The other side of a conversation, in the request's world: what customers, agents and the bot do, by the
 * stores of the gateway's own operations.
 */
export const otherSideRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/inbound',
    {
      config: { expected: expected.inbound },
      schema: {
        operationId: 'writeAsCustomer',
        summary: 'Write as a customer, new or known, on any channel',
        tags,
        body: Inbound,
        response: { 200: Exchange, ...controlFailures },
      },
    },
    async ({ world, body }) => inbound(world, body),
  )

  scope.post(
    '/_mock/outbound',
    {
      config: { expected: expected.outbound },
      schema: {
        operationId: 'writeAsAgent',
        summary: 'Write as an agent or the bot',
        tags,
        body: Outbound,
        response: { 200: Exchange, ...controlFailures },
      },
    },
    async ({ world, body }) => outbound(world, body),
  )

  scope.post(
    '/_mock/tokens',
    {
      config: { expected: expected.token },
      schema: {
        operationId: 'mintToken',
        summary: 'Mint a credential of any kind for anybody',
        tags,
        body: NewToken,
        response: { 201: MintedToken, ...controlFailures },
      },
    },
    async ({ world, body }, reply) => reply.code(201).send(mintToken(world, body)),
  )

  scope.post(
    '/_mock/conversations',
    {
      config: { expected: expected.conversations },
      schema: {
        operationId: 'makeConversations',
        summary: 'Make many conversations at once',
        tags,
        body: NewConversations,
        response: { 201: MadeConversations, ...controlFailures },
      },
    },
    async ({ world, body }, reply) => reply.code(201).send(makeConversations(world, body)),
  )
}
