import { notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import type { AgentCaller, ContactCaller } from '../directory/callers.ts'

/**
 * The message of an address that names it and its conversation.
 *
 * @throws {ApiError} 404 for a conversation that the caller cannot see, and for a message of another one
 */
export function findMessage(
  world: World,
  caller: AgentCaller | ContactCaller,
  { conversation_id, message_id }: { conversation_id: string; message_id: string },
) {
  const conversation = findConversation(world, caller, [conversation_id], 'Invalid request')
  const message = world.messages.find(conversation, message_id)
  if (message === undefined) {
    throw notFound(
      'Message not found',
      `no message ${message_id} in conversation ${conversation.id}`,
    )
  }
  return { conversation, message }
}
