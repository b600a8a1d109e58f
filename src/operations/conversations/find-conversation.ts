import { invalidRequest, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import type { AgentCaller, ContactCaller } from '../directory/callers.ts'
import type { ConversationRow } from './store.ts'

/**
 * The conversation a request means (gateway facts 2.4): the one it names, else the one its token
 * stands for, else the contact's own. Several names must all mean the same conversation.
 *
 * @param names the ids the request carries, under whatever parameter; `undefined` where it has none
 * @param invalid the operation's documented 400 message
 * @throws {ApiError} 400 when an agent names none; 404 for an unknown one, another organization's or
 *   another contact's
 */
export function findConversation(
  world: World,
  caller: AgentCaller | ContactCaller,
  names: (string | undefined)[],
  invalid: string,
): ConversationRow {
  const named = names.filter((name) => name !== undefined)
  if (named.length === 0 && caller.conversation_id !== null) named.push(caller.conversation_id)

  if (named.length === 0) {
    if (caller.kind === 'contact') {
      const own = world.conversations.findOfContact(caller.contact_id)
      if (own !== undefined) return own
      throw unknownConversation('the contact has no conversation yet: create one first')
    }
    throw invalidRequest(
      invalid,
      'an agent names the conversation: conversation_id or team_conversation_id',
    )
  }

  const [conversation, ...others] = named.map((name) => findOne(world, caller, name))
  if (conversation === undefined || others.some((other) => other.id !== conversation.id)) {
    throw invalidRequest(invalid, `these name different conversations: ${named.join(', ')}`)
  }
  return conversation
}

function findOne(world: World, caller: AgentCaller | ContactCaller, id: string): ConversationRow {
  const conversation = world.conversations.find(id)
  if (
    conversation === undefined ||
    conversation.organization_id !== caller.organization_id ||
    (caller.kind === 'contact' && conversation.contact_id !== caller.contact_id)
  ) {
    throw unknownConversation(`no conversation ${id} that the caller can see`)
  }
  return conversation
}

function unknownConversation(reason: string) {
  return notFound('Conversation not found', reason)
}
