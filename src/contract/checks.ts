/** What holds of answers beside their shape. Pure: bodies -> differences. */
import { differ, shown } from './differences.ts'
import { find, named } from './fill.ts'
import type { Difference, Known } from './types.ts'

type Row = Record<string, unknown>

/** A page as the gateway answers it: rows under `data` or `items`. */
interface Page extends Row {
  data?: Row[]
  items?: Row[]
  count: number
  total: number
  has_more: boolean
}

/** So many rows are asked for, and left out in the second page. */
export const pageLimit = 2
/** No list has so many rows. */
export const beyond = 100_000_000

const rowsOf = ({ data, items }: Page): Row[] => data ?? items ?? []
const keyOf = ({ id, _id, public_id }: Row) => String(id ?? _id ?? public_id)

/** @param pages the first of two rows, the next, and one far behind the last */
export function comparePages(pages: Page[]): Difference[] {
  const differences = pages.flatMap((page, n) => {
    const skip = n === 2 ? beyond : n * pageLimit
    const length = rowsOf(page).length
    const rest = Math.max(page.count - skip, 0)
    const at = (field: string) => `${field} of skip=${skip}`
    return [
      ...differ(at('total'), length, page.total),
      ...differ(at('rows'), Math.min(rest, pageLimit), length),
      ...differ(at('has_more'), skip + length < page.count, page.has_more),
      ...differ(at('count'), pages[0]?.count, page.count),
    ]
  })
  const [first = [], second = []] = pages.map((page) => rowsOf(page).map(keyOf))
  const twice = second.filter((key) => first.includes(key))
  return [...differences, ...differ('rows of both pages', 0, twice.length)]
}

type Counts = Record<string, number>

const sum = (numbers: (number | undefined)[]) =>
  numbers.reduce<number>((total, number) => total + (number ?? 0), 0)

/** `all` is the sum of the channel types. */
export function checkChannelCounts({ all, ...types }: Counts): Difference[] {
  return differ('all', sum(Object.values(types)), all)
}

const statuses = ['rep_needed', 'pending', 'soon_to_be', 'overdue']
const views = ['all', 'yours', 'closed', 'spam', 'online', ...statuses]

/** Each open conversation is in one team or none, and in one status at most. */
export function checkViewsCount(counts: Counts): Difference[] {
  const { all = 0 } = counts
  const teams = Object.keys(counts).filter((key) => !views.includes(key))
  const inStatuses = sum(statuses.map((status) => counts[status]))
  return [
    ...differ('sum of the teams and null', all, sum(teams.map((team) => counts[team]))),
    ...atMost('sum of the statuses', all, inStatuses),
    ...atMost('yours', all + (counts.closed ?? 0) + (counts.spam ?? 0), counts.yours),
  ]
}

function atMost(at: string, most: number, found = 0): Difference[] {
  return found <= most ? [] : [{ at, expected: `${most} at most`, found: shown(found) }]
}

/** The side bar, the channel counts and a list of the same are one number. */
export function compareCounts([views, channels, rooms]: [Counts, Counts, Page]): Difference[] {
  return [
    ...differ('all of the channel counts', views.all, channels.all),
    ...differ('count of the list', views.all, rooms.count),
  ]
}

/** The numbers of a team, asked for in three ways. */
export function compareTeamCounts(
  [views, channels, rooms]: [Counts, Counts, Page],
  known: Known,
): Difference[] {
  const team = known.get('team_id') ?? ''
  return [
    ...differ('all of the channel counts', views[team], channels.all),
    ...differ('count of the list', views[team], rooms.count),
  ]
}

/** One view of the side bar and its list. */
export const compareView =
  (view: string) =>
  ([views, rooms]: [Counts, Page]): Difference[] =>
    differ('count of the list', views[view.replaceAll(' ', '_')], rooms.count)

/** What is at a place of the answer is what is known by this name. */
export const isKnown =
  (path: string, name: string) =>
  (body: Row, known: Known): Difference[] =>
    differ(path, known.get(name), find(body, path))

/** The text that was uploaded. */
export const isFile = (body: unknown, known: Known): Difference[] =>
  differ('body', `${known.get('word')} file`, body)

/** Newest first. */
export function checkOrder({ data = [] }: Page): Difference[] {
  return data.slice(1).flatMap(({ created_at }, n) => {
    const before = data[n]?.created_at
    if (String(before) >= String(created_at)) return []
    return [
      { at: `data[${n + 1}].created_at`, expected: `${before} at most`, found: shown(created_at) },
    ]
  })
}

/** Rows are of the conversation that was asked for. */
export function checkConversation(page: Page, known: Known): Difference[] {
  const wanted = known.get('conversation_id')
  return rowsOf(page).flatMap(({ conversation_id }, n) =>
    differ(`data[${n}].conversation_id`, wanted, conversation_id),
  )
}

interface Searched {
  message: { hits: Row[]; query: string; limit: number; offset: number; estimatedTotalHits: number }
}

interface Fetched {
  message: { results: Row[]; limit: number; offset: number; total: number }
}

/** @param limit what was asked for */
export const checkSearched =
  (q: string, limit: number, offset: number) =>
  ({ message }: Searched): Difference[] => [
    ...differ('message.query', q, message.query),
    ...differ('message.limit', limit, message.limit),
    ...differ('message.offset', offset, message.offset),
    ...atMost('number of message.hits', limit, message.hits.length),
    ...(message.hits.length > 0
      ? atMost('message.offset and hits', message.estimatedTotalHits, offset + message.hits.length)
      : []),
    ...ofOrganization(message.hits),
  ]

export const checkFetched =
  (limit: number, offset: number) =>
  ({ message }: Fetched): Difference[] => [
    ...differ('message.limit', limit, message.limit),
    ...differ('message.offset', offset, message.offset),
    ...differ(
      'number of message.results',
      Math.min(Math.max(message.total - offset, 0), limit),
      message.results.length,
    ),
    ...ofOrganization(message.results),
  ]

/** All documents of an index are of one organization. */
function ofOrganization(documents: Row[]): Difference[] {
  const [first] = documents
  return documents.flatMap(({ organization_id }, n) =>
    differ(`document ${n + 1}: organization_id`, first?.organization_id, organization_id),
  )
}

/** What was sent is found, and nothing else that has not this word. */
export function findsSent([{ message }]: [Searched], known: Known): Difference[] {
  const wanted = named('message_id', known)
  const found = message.hits.map(({ _id, public_id, id }) => String(id ?? public_id ?? _id))
  return found.includes(wanted)
    ? []
    : [{ at: 'message.hits', expected: `one of id ${wanted}`, found: shown(found) }]
}

/** A message comes back with what was sent. */
export const checkSent =
  (type: string, content: Row) =>
  (body: Row, known: Known): Difference[] => {
    const said = (body.content ?? {}) as Row
    return [
      ...differ('type', type, body.type),
      ...differ('conversation_id', known.get('conversation_id'), body.conversation_id),
      ...Object.entries(content).flatMap(([name, value]) =>
        differ(
          `content.${name}`,
          String(value).replace('{word}', known.get('word') ?? ''),
          said[name],
        ),
      ),
    ]
  }

/** The newest message is the one that was sent last. */
export function beginsWithSent([page]: [Page], known: Known): Difference[] {
  return differ('data[0].id', known.get('message_id'), page.data?.[0]?.id)
}

/** Two bodies are the same conversation. */
export function sameConversation(bodies: Row[]): Difference[] {
  return bodies.flatMap(({ id }) => differ('id', bodies[0]?.id, id))
}
