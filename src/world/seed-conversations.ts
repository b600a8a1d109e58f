/** Contacts, their conversations and what was said in them: those that are listed, then populations. */
import type { CompleteWorld, FixturePopulation } from './fixture-types.ts'
import type { PopulatedRows } from './load-fixture.ts'
import { type PopulatedConversation, populate } from './population.ts'
import type { Inserts } from './seed-inserts.ts'

export function seedConversations(
  world: CompleteWorld,
  populated: PopulatedRows,
  insert: Inserts,
): void {
  const units = organizationOfUnit(world)
  /** The columns that contacts and conversations copy from their channel. */
  const places = new Map(
    world.channels.map(({ id, business_unit_id, type }) => [
      id,
      [units.get(business_unit_id), business_unit_id, id, type],
    ]),
  )
  const placeOf = (channel: string | undefined) => places.get(channel ?? '') ?? []
  const channelOf = new Map(
    [...world.contacts, ...populated.contacts.values()].map((one) => [one.id, one.channel_id]),
  )
  const starts = new Map<string, string>()
  for (const { contact_id, timestamp } of world.conversations) starts.set(contact_id, timestamp)

  for (const contact of world.contacts) {
    const start = starts.get(contact.id) ?? '1970-01-01T00:00:00.000Z'
    insertContact(contact, placeOf(contact.channel_id), start, insert)
  }
  for (const conversation of world.conversations) {
    const place = placeOf(channelOf.get(conversation.contact_id))
    insertConversation(conversation, place, insert)
  }
  // Messages are listed as they were stored, so the oldest comes first.
  const messages = world.messages.toSorted((a, b) => a.created_at.localeCompare(b.created_at))
  for (const message of messages) {
    insertMessage({ ...message, content: JSON.stringify(message.content) }, insert)
  }

  const userNames = new Map(world.users.map(({ id, display_name }) => [id, display_name]))
  const bots = new Map(world.channels.map(({ id, bot_id }) => [id, bot_id]))
  for (const population of world.populations) {
    const bot = bots.get(population.channel_id)
    const [agent] = population.joined_by
    const user_ids = [...new Set([bot ?? [], population.joined_by].flat())]
    const conversationAt = populate(population, world, userNames.get(agent ?? '') ?? '')
    for (let n = 0; n < population.count; n += 1) {
      const one = conversationAt(n)
      if (one === undefined) break
      const contact = populated.contacts.get(one.contact.id) ?? {
        ...one.contact,
        channel_id: population.channel_id,
      }
      const conversation =
        populated.conversations.get(one.id) ?? conversationOf(population, one, user_ids)
      const place = placeOf(contact.channel_id)
      insertContact(contact, place, conversation.timestamp, insert)
      const isOwn = conversation.contact_id === contact.id
      insertConversation(
        conversation,
        isOwn ? place : placeOf(channelOf.get(conversation.contact_id)),
        insert,
      )
      const speakers = { contact: contact.id, agent, bot }
      for (const message of one.messages) {
        const changed = populated.messages.get(message.id)
        insertMessage(
          changed
            ? { ...changed, content: JSON.stringify(changed.content) }
            : { ...message, conversation_id: one.id, from: speakers[message.by] },
          insert,
        )
      }
    }
  }
}

function conversationOf(
  { team_id, status, is_presence }: FixturePopulation,
  { id, team_conversation_id, contact, timestamp }: PopulatedConversation,
  user_ids: string[],
): ConversationRow {
  return {
    id,
    team_conversation_id,
    contact_id: contact.id,
    team_id,
    status,
    name: contact.display_name,
    timestamp,
    is_presence,
    user_ids,
  }
}

type Place = (string | undefined)[]
type ContactRow = Omit<CompleteWorld['contacts'][number], 'channel_id'>
type ConversationRow = Omit<CompleteWorld['conversations'][number], 'is_presence'> & {
  is_presence?: boolean | undefined
}

function insertContact(contact: ContactRow, place: Place, start: string, insert: Inserts): void {
  insert.contact.run(
    contact.id,
    ...place,
    contact.display_name,
    contact.first_name ?? null,
    contact.last_name ?? null,
    contact.language ?? null,
    start,
  )
}

function insertConversation(conversation: ConversationRow, place: Place, insert: Inserts): void {
  insert.conversation.run(
    conversation.id,
    conversation.team_conversation_id,
    ...place,
    conversation.contact_id,
    conversation.team_id,
    conversation.status,
    conversation.name,
    conversation.timestamp,
    Number(conversation.is_presence ?? false),
  )
  for (const user of conversation.user_ids ?? []) insert.conversationUser.run(conversation.id, user)
}

/** @param message its content as JSON */
function insertMessage(
  message: {
    id: string
    conversation_id: string
    from: string | undefined
    type: string
    content: string
    created_at: string
  },
  insert: Inserts,
): void {
  const { id, conversation_id, from, type, content, created_at } = message
  insert.message.run(id, conversation_id, from, type, content, created_at, created_at)
}

/** Which organization a business unit belongs to. */
export function organizationOfUnit(world: CompleteWorld): Map<string, string> {
  return new Map(world.business_units.map((unit) => [unit.id, unit.organization_id]))
}
