/** What many conversations at once are made of: a population of the fixture, completed and checked. */

import { invalid, Refusal } from '../base/refusal.ts'
import type { FixtureLines } from '../fixtures/lines.ts'
import type { FixturePopulation, FixtureThread } from '../fixtures/types.ts'
import type { ChannelRow } from '../operations/directory/store.ts'
import { contentByType } from '../operations/messages/schemas.ts'
import type { Person } from './people.ts'
import { checkMember, findChannel, unknown } from './places.ts'
import { isThere, writePopulation } from './populating.ts'
import { peopleOf, type Stores } from './stores.ts'
import { checkTime, readTime } from './times.ts'
import type { LineOfThread, MadeConversations, NewConversations } from './types.ts'

export interface Plan {
  population: FixturePopulation
  lines: FixtureLines
  channel: ChannelRow
  /** Who speaks as the agent. */
  agent: Person | undefined
  /** Whether time moves them on. */
  ages: boolean
}

/** In which the contact has written last. */
const waiting = ['rep needed', 'pending', 'soon to be', 'overdue']

/** What is said where the fixture has no thread that fits. */
const short: FixtureThread['messages'] = [
  { by: 'contact', type: 'text', content: { text: 'Hello, is anybody there?' }, after_seconds: 0 },
]

/**
 * Made in one transaction. They begin in this world, so time moves them on (DueTimes): guessed, from now on,
 * whenever their messages came, so that they have the status that was asked for.
 *
 * @param body that the schema `NewConversations` takes
 * @throws {Refusal} 404 for what is not there, 400 for what cannot be, 409 for a name that has been used
 */
export function makeConversations(stores: Stores, body: NewConversations): MadeConversations {
  const plan = planConversations(stores, body)
  if (isThere(stores, plan)) {
    throw nameUsed(plan.population.name)
  }
  const made = stores.changes.transaction(() => writePopulation(stores, plan))()
  stores.search.noticeMessages?.()
  return made
}

export function nameUsed(name: string): Refusal {
  return new Refusal(
    409,
    `name: conversations of ${JSON.stringify(name)} are there already`,
    'another name, or leave it out',
  )
}

/** Writes nothing. @throws {Refusal} as `makeConversations`, but for a name that has been used */
export function planConversations(stores: Stores, body: NewConversations): Plan {
  const channel = findChannel(stores, body)
  const team_id = findTeam(stores, body.team_id, channel)
  const joined = (body.joined_by ?? []).map((id, n) => findJoining(stores, id, n, channel))
  const [agent] = joined
  const own = stores.lines()
  const { lines, threads } = threadsOf(body, own, {
    agent: agent !== undefined,
    bot: channel.bot_id !== null,
  })
  const every_seconds = body.every_seconds ?? 60
  const longest = Math.max(...threads.map((name) => lengthOf(lines.threads[name])))
  const lastsMs = ((body.count - 1) * every_seconds + longest) * 1000
  const start =
    body.starts_at === undefined
      ? checkTime('every_seconds', stores.clock().getTime() - lastsMs)
      : readTime('starts_at', body.starts_at)
  checkTime('starts_at', start + lastsMs)
  return {
    population: {
      name: body.name ?? stores.newId('generation'),
      count: body.count,
      channel_id: channel.id,
      team_id,
      status: body.status ?? 'rep needed',
      joined_by: joined.map(({ id }) => id),
      threads,
      starts_at: new Date(start).toISOString(),
      every_seconds,
      is_presence: body.is_presence ?? false,
    },
    lines,
    channel,
    agent,
    ages: body.ages ?? true,
  }
}

function findTeam(
  stores: Stores,
  wanted: string | null | undefined,
  { business_unit_id, organization_id }: ChannelRow,
): string | null {
  if (wanted === null) return null
  const people = peopleOf(stores)
  if (wanted === undefined) return people.findDefaultTeam(business_unit_id) ?? null
  const team = people.findTeam(wanted)
  if (team === undefined) throw unknown(stores, 'team', 'team_id', wanted)
  if (team.business_unit_id === business_unit_id) return wanted
  throw invalid(
    `team_id: ${wanted} is not of the channel’s business unit`,
    `one of ${stores.directory.listTeamIds(organization_id, business_unit_id).slice(0, 3).join(', ')}`,
  )
}

function findJoining(stores: Stores, id: string, n: number, channel: ChannelRow): Person {
  const user = peopleOf(stores).findUser(id)
  if (user === undefined) throw unknown(stores, 'user', `joined_by[${n}]`, id)
  if (user.is_bot === 1) {
    throw invalid(`joined_by[${n}]: ${id} is a bot`, 'agents: the channel’s bot has joined anyway')
  }
  checkMember(stores, user, channel.organization_id)
  return user
}

/** Who can speak, beside the contact. */
interface Speakers {
  agent: boolean
  bot: boolean
}

function threadsOf(
  { threads, messages, language, status = 'rep needed' }: NewConversations,
  own: FixtureLines,
  speakers: Speakers,
): { lines: FixtureLines; threads: string[] } {
  if (threads !== undefined && messages !== undefined) {
    throw invalid('threads and messages: both', 'one of them says what is said')
  }
  const spoken = language ?? 'en'
  if (!Object.hasOwn(own.names, spoken)) {
    throw new Refusal(
      404,
      `language: no names of ${JSON.stringify(spoken.slice(0, 80))}`,
      `one of ${Object.keys(own.names).join(', ')}`,
    )
  }
  if (messages !== undefined) return ownThread(own, spoken, messages.map(lineOf), speakers)
  if (threads !== undefined) {
    for (const [n, name] of threads.entries()) {
      const field = `threads[${n}]`
      if (!Object.hasOwn(own.threads, name)) throw noThread(own, field, name)
      const thread = own.threads[name]
      if (thread !== undefined) checkSpeakers(thread, speakers, field)
    }
    return { lines: own, threads }
  }
  const fitting = Object.entries(own.threads).filter(([, thread]) => {
    const last = thread.messages.at(-1)?.by
    return (
      thread.language === spoken &&
      silent(thread, speakers) === undefined &&
      (last === 'contact' || !waiting.includes(status))
    )
  })
  if (fitting.length === 0) return ownThread(own, spoken, short, speakers)
  return { lines: own, threads: fitting.map(([name]) => name) }
}

function noThread(own: FixtureLines, field: string, name: string): Refusal {
  const known = Object.keys(own.threads)
  return new Refusal(
    404,
    `${field}: no thread ${JSON.stringify(name.slice(0, 80))} in the fixture`,
    `one of ${known.slice(0, 30).join(', ')}${known.length > 30 ? ' ...' : ''}`,
  )
}

function ownThread(
  own: FixtureLines,
  language: string,
  messages: FixtureThread['messages'],
  speakers: Speakers,
): { lines: FixtureLines; threads: string[] } {
  const thread = { language, messages }
  checkSpeakers(thread, speakers, 'messages')
  return { lines: { names: own.names, threads: { messages: thread } }, threads: ['messages'] }
}

function lineOf(
  { by, text, type, content, after_seconds = 0 }: LineOfThread,
  n: number,
): FixtureThread['messages'][number] {
  if (text !== undefined && (content !== undefined || (type !== undefined && type !== 'text'))) {
    throw invalid(`messages[${n}].text: beside another content`, 'text alone, or type and content')
  }
  if (text !== undefined) return { by, type: 'text', content: { text }, after_seconds }
  if (type === undefined || content === undefined) {
    throw invalid(
      `messages[${n}]: nothing is said`,
      '{"by": "contact", "text": "Hello"}, or type and content',
    )
  }
  const needed =
    type in contentByType ? contentByType[type as keyof typeof contentByType] : undefined
  const missing = needed?.required?.find((field) => !Object.hasOwn(content, field))
  if (missing !== undefined) {
    throw invalid(`messages[${n}].content.${missing}: is missing`, `what ${type} is stored with`)
  }
  return { by, type: type as FixtureThread['messages'][number]['type'], content, after_seconds }
}

/** @returns who speaks in a thread and cannot */
function silent({ messages }: FixtureThread, speakers: Speakers): 'agent' | 'bot' | undefined {
  for (const { by } of messages) if (by !== 'contact' && !speakers[by]) return by
  return undefined
}

function checkSpeakers(thread: FixtureThread, speakers: Speakers, field: string): void {
  const who = silent(thread, speakers)
  if (who === undefined) return
  throw invalid(
    `${field}: ${who === 'agent' ? 'an agent' : 'a bot'} speaks there`,
    who === 'agent' ? 'somebody in joined_by' : 'a channel with a bot_id',
  )
}

function lengthOf(thread: FixtureThread | undefined): number {
  return (thread?.messages ?? []).reduce((sum, { after_seconds }) => sum + after_seconds, 0)
}
