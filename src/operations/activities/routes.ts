import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest } from '../../http/errors.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { agents } from '../directory/callers.ts'
import { countsOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { ListActivities } from './schemas.ts'
import type { Span } from './store.ts'

const invalidQuery = 'Invalid request parameters'
/** Behind every stored time. */
const never = '~'
const dayLasts = 24 * 60 * 60 * 1000

/** What conversations were about. */
export const activityRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/conversations_activities/:conversation_id',
      callers: agents,
      invalidRequest: invalidQuery,
      schema: ListActivities,
    },
    async ({ world, caller, params, query }) => {
      const [id = '', ...slipped] = params.conversation_id.split('&')
      const dates = { ...Object.fromEntries(new URLSearchParams(slipped.join('&'))), ...query }
      // Guessed: the clients name no limit and turn no pages, so that a page is as long as it may be.
      const page = readPage(query, { limit: 100 })
      const conversation = findConversation(world, caller, [id], invalidQuery)
      const { activities, count } = world.activities.list(conversation, readSpan(dates), page)
      return { items: activities, ...countsOf(activities, count, page) }
    },
  )
}

/**
 * Empty dates, and the word that a client's script sends for none, are none.
 *
 * @throws {ApiError} 400 for what is no date
 */
export function readSpan(dates: Record<string, string | undefined>): Span {
  const { start_date, end_date } = dates
  const from = readDate('start_date', start_date)
  const until = readDate('end_date', end_date)
  const isDay = /^\d{4}-\d\d-\d\d$/.test(end_date ?? '')
  return {
    from: from === undefined ? '' : new Date(from).toISOString(),
    until: until === undefined ? never : isoOf(until + (isDay ? dayLasts : 1)),
  }
}

/** Behind the last year of four digits a text would no longer be in order. */
function isoOf(time: number): string {
  const text = new Date(time).toISOString()
  return text.startsWith('+') ? never : text
}

function readDate(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === 'undefined') return undefined
  const time = Date.parse(text)
  if (/^\d{4}/.test(text) && time >= 0) return time
  throw invalidRequest(invalidQuery, `${name}: not an ISO time or day: 2022-03-31`)
}
