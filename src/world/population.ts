/**
 * Populations -> conversations: "567 of them, on this channel, in that team, rep needed" becomes
 * rows with the same ids, names and texts every time. Pure.
 */
import type {
  CompleteWorld,
  FixtureMessage,
  FixtureNames,
  FixturePopulation,
  FixtureThread,
} from './fixture-types.ts'
import { stableHex, uuidOf } from './stable-id.ts'

export interface PopulatedMessage {
  id: string
  by: 'contact' | 'agent' | 'bot'
  type: FixtureMessage['type']
  /** JSON text. */
  content: string
  created_at: string
}

/** One conversation of a population with its contact. The three ids share one UUID. */
export interface PopulatedConversation {
  id: string
  team_conversation_id: string
  contact: {
    id: string
    display_name: string
    first_name: string
    last_name: string
    language: string
  }
  timestamp: string
  messages: PopulatedMessage[]
}

/**
 * @param population one whose threads and their languages exist
 * @param agentName what `{agent}` stands for in the texts
 * @returns what makes the nth conversation, from 0 on
 */
export function populate(
  population: FixturePopulation,
  { threads, names }: Pick<CompleteWorld, 'threads' | 'names'>,
  agentName: string,
): (n: number) => PopulatedConversation | undefined {
  const turns = population.threads.flatMap((name) => {
    const thread = threads[name]
    const pool = thread && names[thread.language]
    return thread && pool ? [{ thread, pool, contents: thread.messages.map(textOf) }] : []
  })
  const start = Date.parse(population.starts_at)
  return (n) => {
    const turn = turns[n % turns.length]
    if (turn === undefined) return undefined
    const hex = stableHex(`${population.name}/${n}`)
    const uuid = uuidOf(hex)
    const contact = contactOf(hex, uuid, turn.thread.language, turn.pool)
    const startsAt = start + n * population.every_seconds * 1000
    const placeholders: Record<string, string> = {
      first_name: contact.first_name,
      name: contact.display_name,
      number: String(100_000 + (Number.parseInt(hex.slice(0, 8), 16) % 900_000)),
      agent: agentName,
    }
    return {
      id: `conv_${uuid}`,
      team_conversation_id: `tc_${uuid}`,
      contact,
      timestamp: new Date(startsAt).toISOString(),
      messages: messagesOf(turn.thread, turn.contents, uuid, startsAt, placeholders),
    }
  }
}

function contactOf(hex: string, uuid: string, language: string, pool: FixtureNames) {
  const first_name = pick(pool.first_names, hex.slice(8, 16))
  const last_name = pick(pool.last_names, hex.slice(16, 24))
  const inOrder = pool.family_name_first ? [last_name, first_name] : [first_name, last_name]
  const display_name = inOrder.join(pool.separator ?? ' ')
  return { id: `con_${uuid}`, display_name, first_name, last_name, language }
}

function pick(list: string[], hex: string): string {
  return list[Number.parseInt(hex, 16) % list.length] ?? ''
}

function messagesOf(
  thread: FixtureThread,
  contents: string[],
  uuid: string,
  startsAt: number,
  placeholders: Record<string, string>,
): PopulatedMessage[] {
  let time = startsAt
  return thread.messages.map(({ by, type, after_seconds }, index) => {
    time += after_seconds * 1000
    return {
      id: `msg_${uuid.slice(0, -4)}${index.toString(16).padStart(4, '0')}`,
      by,
      type,
      content: (contents[index] ?? '{}').replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = placeholders[name]
        return value === undefined ? whole : JSON.stringify(value).slice(1, -1)
      }),
      created_at: new Date(time).toISOString(),
    }
  })
}

function textOf({ content }: FixtureThread['messages'][number]): string {
  return JSON.stringify(content)
}
