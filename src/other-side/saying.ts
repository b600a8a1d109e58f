/** What is said: one message, checked before anything is written. */

import { invalid, Refusal } from '../base/refusal.ts'
import type { ConversationRow } from '../operations/conversations/store.ts'
import type { Message, SentMessage } from '../operations/messages/schemas.ts'
import { contentByType, type SendMessageBody } from '../operations/messages/schemas.ts'
import type { Stores } from './stores.ts'
import type { Said, SaidMessage } from './types.ts'

/** @throws {Refusal} 400 for none, or both forms of it */
export function messageOf({ text, message }: Said): SaidMessage {
  const expected = '{"text": "Hello"} or {"message": {"type": "image", "url": "https://..."}}'
  if (text !== undefined && message !== undefined) {
    throw invalid('text and message: both', `one of them: ${expected}`)
  }
  if (text !== undefined) return { type: 'text', text }
  if (message === undefined) throw invalid('text: nothing is said', expected)
  return message
}

const templates = ['message_template', 'whatsapp.template']

/** As the gateway has it: templates are sent by agents. */
export function checkOfCustomer({ type }: SaidMessage): void {
  if (!templates.includes(type)) return
  throw invalid(`message.type: ${type} is sent by agents`, 'another type, or POST /_mock/outbound')
}

/**
 * The message with the text of the template that it names.
 *
 * @throws {Refusal} 404 for a template that the organization does not have
 */
export function withTemplate(
  stores: Stores,
  message: SaidMessage,
  organizationId: string,
): SaidMessage {
  if (!templates.includes(message.type)) return message
  const id = String(message.template_id)
  const text = stores.templates.textOf(id, organizationId)
  if (text === undefined) {
    throw new Refusal(
      404,
      `message.template_id: no template ${id} in ${organizationId}`,
      'the id of one of its message or WhatsApp templates',
    )
  }
  return { ...message, text: message.text ?? text }
}

/** Stores it as the gateway's own operation does. */
export function say(
  { messages }: Stores,
  conversation: ConversationRow,
  from: string,
  message: SaidMessage,
): SentMessage {
  const { type, content } = message
  // The schema lets a type through with its own fields, or with a whole content: never one with both.
  return type in contentByType
    ? messages.send(conversation, from, message as unknown as SendMessageBody)
    : messages.make(conversation, from, type as Message['type'], content as Record<string, unknown>)
}
