import type { FastifyPluginAsync } from 'fastify'
import { notFound } from '../../http/errors.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { agents, agentsAndContacts } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { findMessage } from './find-message.ts'
import { AnswerMessage, GetMessageIndex, GetOrPinMessage } from './schemas.ts'

/** One message: reading, pinning, finding its place, answering (neighbours 5). */
export const oneMessageRoutes: FastifyPluginAsync = async (app) => {
  const url = '/v1/backend/conversations/:conversation_id/conversation_messages/:message_id'

  declareOperation(
    app,
    { method: 'GET', url, callers: agents, schema: GetOrPinMessage },
    async ({ world, caller, params, query, method }) => {
      const { conversation, message } = findMessage(world, caller, params)
      // Clients change by this GET; a HEAD, which Fastify answers with it, never does.
      if (query.action === undefined || method === 'HEAD') {
        return world.messages.read(conversation, message.id)
      }
      return world.messages.pin(conversation, message.id, query.action === 'pin')
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: `${url}/_index`, callers: agents, schema: GetMessageIndex },
    async ({ world, caller, params }) => {
      const { conversation, message } = findMessage(world, caller, params)
      const index = world.messages.indexOf(conversation, message)
      return { count: index, index }
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/conversation_messages/:message_id/answer',
      callers: agentsAndContacts,
      schema: AnswerMessage,
    },
    async ({ world, caller, params, body }) => {
      const { message_id } = params
      const conversationId = world.messages.conversationOf(message_id)
      if (conversationId === undefined) {
        throw notFound('Message not found', `no message ${message_id} that the caller can see`)
      }
      const conversation = findConversation(world, caller, [conversationId], 'Invalid request')
      // Guessed: whatever the message is, and whether or not it has such a quick reply.
      return world.messages.answer(conversation, message_id, body.answer)
    },
  )
}
