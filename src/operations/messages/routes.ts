import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { type AgentCaller, agentsAndContacts, type ContactCaller } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { oneMessageRoutes } from './routes-of-one.ts'
import { ListMessages, SendMessage, type SendMessageBody } from './schemas.ts'

const invalidQuery = 'Invalid request parameters'
const invalidMessage = 'Invalid message type or content'

/**
 * The body with the text of the template that it names. Contacts send no templates (guessed); either
 * list of templates is taken for either type, as the clients' editors show both.
 *
 * @throws {ApiError} 400 for a template that the organization does not have
 */
function withTemplate(world: World, caller: AgentCaller | ContactCaller, body: SendMessageBody) {
  const { type, template_id } = body
  if (type !== 'message_template' && type !== 'whatsapp.template') return body
  if (caller.kind === 'contact') {
    throw invalidRequest(invalidMessage, `body.type: ${type} is sent by agents`)
  }
  const text = world.templates.textOf(template_id ?? '', caller.organization_id)
  if (text === undefined) {
    throw invalidRequest(
      invalidMessage,
      `body.template_id: no template ${template_id} in the organization`,
    )
  }
  return { ...body, text: body.text ?? text }
}

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
      const list = world.messages.list(
        conversation,
        limit,
        skip,
        caller.kind !== 'contact',
        invalidQuery,
      )
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
      return world.messages.send(conversation, from, withTemplate(world, caller, body))
    },
  )

  await oneMessageRoutes(app, {})
}
