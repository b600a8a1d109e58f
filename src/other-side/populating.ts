/** Many conversations at once, in a world that runs: the rows of a fixture's populations. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../database/lazily.ts'
import { contactsInto } from '../fixtures/nouns/contacts.ts'
import { conversationsInto } from '../fixtures/nouns/conversations.ts'
import { messagesInto } from '../fixtures/nouns/messages.ts'
import { intoOf, writeOf } from '../fixtures/nouns/seeding.ts'
import { populate } from '../fixtures/population.ts'
import type { FixturePopulation } from '../fixtures/types.ts'
import type { Plan } from './conversations.ts'
import type { Stores } from './stores.ts'
import type { MadeConversations } from './types.ts'

/** Of so many, the newest, those who listen are told: an inbox shows no more of them at once. */
const mostTold = 250
const mostListed = 100

/** Whether there is a conversation that this population would make. */
export function isThere({ conversations }: Stores, { population, lines }: Plan): boolean {
  const first = populate(population, lines, '')(0)
  return first !== undefined && conversations.find(first.id) !== undefined
}

/** Inside the caller's transaction. */
export function writePopulation(stores: Stores, plan: Plan): MadeConversations {
  const { database, changes, conversations, order } = stores
  const { population, lines, channel, agent, ages } = plan
  const before = lastRow(database)
  // What waits is put in order first: of the messages from here on that is done with the rest of their rows.
  order.settle()
  const into = intoOf(database)
  const insertContact = contactsInto(writeOf(into))
  const insertConversation = conversationsInto(into)
  const insertMessage = messagesInto(into)
  const place = [channel.organization_id, channel.business_unit_id, channel.id, channel.type]
  const bot = channel.bot_id ?? undefined
  const user_ids = [...new Set([bot ?? [], population.joined_by].flat())]
  const conversationAt = populate(population, lines, agent?.display_name ?? '')
  const ids: string[] = []
  let messages = 0
  for (let n = 0; n < population.count; n += 1) {
    const one = conversationAt(n)
    if (one === undefined) break
    const { id, team_conversation_id, contact, timestamp } = one
    insertContact(contact, place, timestamp)
    insertConversation(
      {
        ...ofPopulation(population),
        id,
        team_conversation_id,
        contact_id: contact.id,
        name: contact.display_name,
        timestamp,
        user_ids,
      },
      place,
    )
    const speakers = { contact: contact.id, agent: agent?.id, bot }
    for (const { by, ...message } of one.messages) {
      insertMessage({ ...message, conversation_id: id, from: speakers[by] })
    }
    messages += one.messages.length
    ids.push(id)
  }
  followRows(database, before)
  order.markSettled()
  if (ages) conversations.waitFromNow(before, population.status)
  for (const id of ids.slice(-mostTold)) {
    changes.note(() => {
      const row = conversations.find(id)
      if (row === undefined) throw new Error(`no conversation ${id}`)
      const conversation = conversations.withUsers(row)
      return { kind: 'conversation_created', conversation_id: id, conversation }
    })
  }
  return {
    name: population.name,
    conversations: ids.length,
    contacts: ids.length,
    messages,
    conversation_ids: ids.slice(0, mostListed),
  }
}

const ofPopulation = ({ team_id, status, is_presence }: FixturePopulation) => ({
  team_id,
  status,
  is_presence,
})

function lastRow(database: Database): number {
  return (
    lazily(database)
      .prepare<[], number | null>('SELECT max(rowid) FROM conversations')
      .pluck()
      .get() ?? 0
  )
}

/** What of the new conversations follows from their messages and users. */
function followRows(database: Database, before: number): void {
  const lazy = lazily(database)
  lazy
    .prepare<[number]>(`
      UPDATE conversations SET
        latest_at = coalesce((
          SELECT created_at FROM messages m WHERE m.conversation_id = conversations.id
          ORDER BY m.seq DESC LIMIT 1), timestamp),
        mode = CASE WHEN EXISTS (
          SELECT 1 FROM conversation_users u JOIN users ON users.id = u.user_id
          WHERE u.conversation_id = conversations.id AND NOT is_bot) THEN 'manual' ELSE mode END
      WHERE rowid > ?`)
    .run(before)
}
