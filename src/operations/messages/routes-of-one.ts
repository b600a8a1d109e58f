import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notFound } from '../../http/errors.ts'
import { addNote } from '../../http/explain.ts'
import type { World } from '../../worlds/world.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { agents, agentsAndContacts, type ContactCaller } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { findMessage } from './find-message.ts'
import type { FoundRow } from './one-message.ts'
import {
  AnswerMessage,
  contentFields,
  GetMessageIndex,
  GetOrPinMessage,
  type Message,
  UpdateMessage,
} from './schemas.ts'

const invalid = 'Invalid request'

/** One message: reading, pinning, finding its place, changing, answering (neighbours 5). */
export const oneMessageRoutes: FastifyPluginAsync = async (app) => {
  const url = '/v1/backend/conversations/:conversation_id/conversation_messages/:message_id'

  declareOperation(
    app,
    { method: 'GET', url, callers: agents, schema: GetOrPinMessage },
    async ({ world, caller, params, query, method }) => {
      const { conversation, message } = findMessage(world, caller, params)
      // Clients change by this GET; a HEAD, which it answers too, never does.
      if (query.action === undefined || method === 'HEAD') {
        return world.messages.read(conversation, message.id)
      }
      return world.messages.pin(conversation, message.id, query.action === 'pin')
    },
  )

  // Guessed: whoever wrote it, and nothing of its room moves.
  declareOperation(
    app,
    { method: 'PUT', url, callers: agents, schema: UpdateMessage },
    async ({ world, caller, params, body: { text, labels } }) => {
      const { conversation, message } = findMessage(world, caller, params)
      if (text !== undefined && !hasText(message)) {
        throw invalidRequest(invalid, `body.text: a message of type ${message.type} has no text`)
      }
      const unknown = world.comments.unknownLabel(labels ?? [], caller.organization_id)
      if (unknown !== undefined) {
        throw invalidRequest(invalid, `body.labels: no label ${unknown} of the organization`)
      }
      return world.messages.update(conversation, message.id, { text, labels })
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
    async (request, reply) => {
      const { world, caller, params, body } = request
      const { message_id } = params
      const conversationId = world.messages.conversationOf(message_id)
      if (conversationId === undefined) {
        throw notFound('Message not found', `no message ${message_id} that the caller can see`)
      }
      if (caller.kind === 'contact' && isOfOther(world, caller, conversationId)) {
        addNote(request, reply, `nothing is kept: message ${message_id} is another contact's`)
        return answeredUnseen(caller, message_id, body.answer)
      }
      const conversation = findConversation(world, caller, [conversationId], invalid)
      // Guessed: whatever the message is, and whether or not it has such a quick reply.
      return world.messages.answer(conversation, message_id, body.answer)
    },
  )
}

/** Whether it is of another contact of the same organization. */
function isOfOther(world: World, caller: ContactCaller, conversationId: string): boolean {
  const conversation = world.conversations.find(conversationId)
  return (
    conversation?.organization_id === caller.organization_id &&
    conversation.contact_id !== caller.contact_id
  )
}

/**
 * Guessed: the widget's recorded call expects 200, and is replayed by a new contact with a message that an
 * agent sees, of whose conversation nothing is known. Contacts do not see or change each other's, so it has
 * its own answer back and nothing else.
 */
function answeredUnseen(
  { organization_id }: ContactCaller,
  id: string,
  answered: string | number,
): Message {
  return {
    object_name: 'message',
    id,
    organization_id,
    business_unit_id: '',
    conversation_id: '',
    from: '',
    type: 'response',
    content: { answered },
    created_at: '',
    updated_at: '',
  }
}

/** Whether its type has a text, or it has one all the same. */
function hasText({ type, content }: FoundRow): boolean {
  const fields: Record<string, string[]> = contentFields
  return fields[type]?.includes('text') || 'text' in JSON.parse(content)
}
