/**
 * Rows of populations that a fixture names by their id, to change them. They are made ahead of the
 * others, as rows of a file, and stand in for what the population would have.
 */
import type { CompleteWorld, FixturePopulation } from './fixture-types.ts'
import {
  type Fields,
  type MergedRow,
  type MergedWorld,
  mayBePopulated,
  populatedNouns,
} from './merge-worlds.ts'
import { type PopulatedConversation, populate } from './population.ts'
import { stableHex, uuidOf } from './stable-id.ts'

type PopulatedNoun = 'contacts' | 'conversations' | 'messages'

/**
 * Completes the rows of `merged` that are of populations, and adds the contact and the conversation
 * they belong to.
 */
export function addPopulatedRows(
  merged: MergedWorld,
  world: Pick<CompleteWorld, 'threads' | 'names' | 'channels' | 'users' | 'populations'>,
): void {
  const wanted = new Map<string, MergedRow[]>()
  for (const noun of populatedNouns) {
    for (const [id, row] of merged[noun]) {
      if (!mayBePopulated(row)) continue
      const family = familyOf(id)
      wanted.set(family, [...(wanted.get(family) ?? []), row])
    }
  }
  if (wanted.size === 0) return
  for (const population of world.populations) {
    const conversationAt = populate(population, world, agentName(population, world))
    const bot = world.channels.find(({ id }) => id === population.channel_id)?.bot_id
    for (let n = 0; n < population.count; n += 1) {
      const rows = wanted.get(familyOf(`_${uuidOf(stableHex(`${population.name}/${n}`))}`))
      const conversation = rows && conversationAt(n)
      if (conversation) addRows(merged, rows, rowsOf(population, conversation, bot))
    }
  }
}

/** What the ids of a conversation, its contact and its messages have in common. */
function familyOf(id: string): string {
  return id.slice(id.indexOf('_'), -4)
}

function agentName(
  { joined_by }: FixturePopulation,
  { users }: Pick<CompleteWorld, 'users'>,
): string {
  return users.find(({ id }) => id === joined_by[0])?.display_name ?? ''
}

/** A population's conversation as a file would list it. */
function rowsOf(
  population: FixturePopulation,
  one: PopulatedConversation,
  bot: string | undefined,
): [PopulatedNoun, Fields & { id: string }][] {
  const { channel_id, joined_by } = population
  const speakers = { contact: one.contact.id, agent: joined_by[0], bot }
  return [
    ['contacts', { ...one.contact, channel_id }],
    [
      'conversations',
      {
        id: one.id,
        team_conversation_id: one.team_conversation_id,
        contact_id: one.contact.id,
        team_id: population.team_id,
        status: population.status,
        name: one.contact.display_name,
        timestamp: one.timestamp,
        is_presence: population.is_presence ?? false,
        user_ids: [...new Set([bot ?? [], joined_by].flat())],
      },
    ],
    ...one.messages.map(({ by, content, ...message }): [PopulatedNoun, Fields & { id: string }] => [
      'messages',
      {
        ...message,
        conversation_id: one.id,
        from: speakers[by],
        content: JSON.parse(content),
      },
    ]),
  ]
}

function addRows(
  merged: MergedWorld,
  wanted: MergedRow[],
  rows: [PopulatedNoun, Fields & { id: string }][],
): void {
  for (const [noun, base] of rows) {
    const row = merged[noun].get(base.id)
    const [first] = row?.writings ?? wanted[0]?.writings ?? []
    if (row === undefined) {
      if (noun === 'messages' || first === undefined) continue
      const writings = [{ ...first, fields: {} }]
      merged[noun].set(base.id, {
        noun,
        fields: base,
        writings,
        isReplacing: false,
        wrong: new Set(),
        isPopulated: true,
      })
      continue
    }
    row.isPopulated = true
    if (row.writings.some(({ replaces }) => replaces)) continue
    row.before = base
    row.fields = { ...base, ...row.fields }
  }
}
