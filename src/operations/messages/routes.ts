import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidRequest } from '../../http/errors.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { type AgentCaller, agentsAndContacts, type ContactCaller } from '../directory/callers.ts'
import { ListMessages, SendMessage } from './schemas.ts'

const invalidQuery = 'Invalid request parameters'
const invalidMessage = 'Invalid message type or content'

/** Endpoints 5 and 6. A caller is an agent or a contact: channel tokens are refused before. */
export const messageRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/backend/conversation_messages',
    { schema: ListMessages, config: { callers: agentsAndContacts, invalidRequest: invalidQuery } },
    async ({ world, caller, query }, reply) => {
      const { type, q, conversation_id, team_conversation_id, limit, skip } = query
      if ((type === undefined) !== (q === undefined)) {
        throw invalidRequest(invalidQuery, 'type and q name a conversation together: send both')
      }
      const conversation = findConversation(
        world,
        caller as AgentCaller | ContactCaller,
        [q, conversation_id, team_conversation_id],
        invalidQuery,
      )
      const list = world.messages.list(conversation, limit, skip, invalidQuery)
      reply.type('application/json; charset=utf-8')
      return reply.send(list instanceof Promise ? await list : list)
    },
  )

  app.post(
    '/v1/backend/conversation_messages',
    { schema: SendMessage, config: { callers: agentsAndContacts, invalidRequest: invalidMessage } },
    async ({ world, caller, body }) => {
      const sender = caller as AgentCaller | ContactCaller
      const conversation = findConversation(
        world,
        sender,
        [body.conversation_id, body.team_conversation_id],
        invalidMessage,
      )
      const from = sender.kind === 'contact' ? sender.contact_id : sender.user_id
      return world.messages.send(conversation, from, body)
    },
  )
}
