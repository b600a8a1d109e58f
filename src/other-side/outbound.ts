/** An agent or the bot writes. */

import { invalid, Refusal } from '../base/refusal.ts'
import type { ConversationRow } from '../operations/conversations/store.ts'
import { showExchange } from './inbound.ts'
import { channelOfOne, checkMember, findUser, unknown } from './places.ts'
import { messageOf, say, withTemplate } from './saying.ts'
import { peopleOf, type Stores } from './stores.ts'
import type { Exchange, Outbound } from './types.ts'

/** Where it is written: a conversation, or the channel of one that will be there. */
type Place = Pick<ConversationRow, 'organization_id' | 'channel_id'> & { id?: string }

/**
 * @throws {Refusal} 404 for a conversation or contact that is not there, 400 for both or none, 409 for a
 *   contact who has no conversation yet
 */
export function findPlace(
  stores: Stores,
  { conversation_id, contact_id }: Outbound,
): ConversationRow {
  if ((conversation_id === undefined) === (contact_id === undefined)) {
    throw invalid(
      `conversation_id and contact_id: ${conversation_id === undefined ? 'neither' : 'both'}`,
      'one of them says where it is written',
    )
  }
  if (conversation_id !== undefined) {
    const found = stores.conversations.find(conversation_id)
    if (found === undefined) {
      throw unknown(stores, 'conversation', 'conversation_id', conversation_id)
    }
    return found
  }
  const id = contact_id ?? ''
  const contact = peopleOf(stores).findContact(id)
  if (contact === undefined) throw unknown(stores, 'contact', 'contact_id', id)
  const current = stores.conversations.findOfContact(id)
  if (current !== undefined) return current
  throw new Refusal(409, `contact_id: ${id} has no conversation`, 'POST /_mock/inbound begins one')
}

/** @returns the user's id. @throws {Refusal} 404 for nobody, 400 for who is not in the organization, or is no agent */
export function findWriter(stores: Stores, body: Outbound, place: Place): string {
  const named = findUser(stores, {
    ...(body.user_id !== undefined && { user_id: body.user_id }),
    ...(body.email !== undefined && { email: body.email }),
  })
  if (body.as === 'bot') {
    if (named !== undefined && named.is_bot === 0) {
      throw invalid(`user_id: ${named.id} is no bot`, 'leave it out: the channel’s bot writes')
    }
    const bot = named?.id ?? channelOfOne(stores, place).bot_id
    if (bot !== null) return bot
    throw invalid(
      `as: the channel ${place.channel_id} has no bot`,
      'a conversation on a channel with a bot_id, or the user_id of a bot',
    )
  }
  if (named !== undefined) {
    if (named.is_bot === 1) {
      throw invalid(`user_id: ${named.id} is a bot`, 'say "as": "bot", or name an agent')
    }
    checkMember(stores, named, place.organization_id)
    return named.id
  }
  const agent = peopleOf(stores).findAgent(place.organization_id, place.id)
  if (agent !== undefined) return agent.id
  throw new Refusal(
    409,
    `user_id: ${place.organization_id} has no agent`,
    'a world whose fixture has a user in it',
  )
}

/**
 * Stores a message as the gateway's own operation does. An agent's makes the conversation active, a bot's
 * changes no status.
 *
 * @param body that the schema `Outbound` takes
 * @throws {Refusal} as `findPlace` and `findWriter`; 404 also for a template
 */
export function outbound(stores: Stores, body: Outbound): Exchange {
  const said = messageOf(body)
  const conversation = findPlace(stores, body)
  const from = findWriter(stores, body, conversation)
  const message = withTemplate(stores, said, conversation.organization_id)
  const write = stores.changes.transaction(() =>
    showExchange(stores, conversation.id, say(stores, conversation, from, message)),
  )
  return write()
}
