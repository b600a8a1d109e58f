import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest } from '../../http/errors.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { agentsAndContacts } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { ListMessages, SendMessage } from './schemas.ts'

const invalidQuery = 'Invalid request parameters'
const invalidMessage = 'Invalid message type or content'

/** Endpoints 5 and 6. A caller is an agent or a contact: channel tokens are refused before. */
export const messageRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/conversation_messages',
      callers: agentsAndContacts,
      invalidRequest: invalidQuery,
      schema: ListMessages,
    },
    ({ world, caller, query }, reply) => {
      const { type, q, conversation_id, team_conversation_id, limit, skip } = query
      if ((type === undefined) !== (q === undefined)) {
        throw invalidRequest(invalidQuery, 'type and q name a conversation together: send both')
      }
      const conversation = findConversation(
        world,
        caller,
        [q, conversation_id, team_conversation_id],
        invalidQuery,
      )
      const list = world.messages.list(conversation, limit, skip, invalidQuery)
      reply.type('application/json; charset=utf-8')
      return list
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/conversation_messages',
      callers: agentsAndContacts,
      invalidRequest: invalidMessage,
      schema: SendMessage,
    },
    ({ world, caller, body }) => {
      const conversation = findConversation(
        world,
        caller,
        [body.conversation_id, body.team_conversation_id],
        invalidMessage,
      )
      const from = caller.kind === 'contact' ? caller.contact_id : caller.user_id
      return world.messages.send(conversation, from, body)
    },
  )
}
