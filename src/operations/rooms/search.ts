/**
 * Rooms by a piece of their name, newest first. Guessed: the gateway's own search is not known, but for
 * finding a room by its whole name.
 *
 * Few rooms are found by their trigrams and sorted. Where they are many, the newest of them are near the
 * top of all, and looking from there finds a page sooner. One or two characters have no trigram: they
 * are looked for from the top, and not for ever.
 */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import { integer, text } from '../../database/parameters.ts'
import type { Page } from '../lists.ts'
import type { RoomFilter } from './filter.ts'
import type { RoomPage } from './pages.ts'

/** So many rooms are found at most, the newest. */
export const mostFound = 2_000

/** So many of the newest rooms are looked at for one or two characters. */
const mostLookedAt = 20_000

type Scope = Pick<RoomFilter, 'organization_id' | 'business_unit_id'>

// As `room_by_time` has them, so that nothing is sorted.
const order = 'ORDER BY c.latest_at DESC, c.name DESC, c.rowid DESC'
const inScope = `c.organization_id = ${text('organization_id')}
  AND (:business_unit_id IS NULL OR c.business_unit_id = ${text('business_unit_id')})`
const isNamed = ['first', 'second', 'third']
  .map((spelling) => `c.name LIKE :${spelling} ESCAPE '\\'`)
  .join(' OR ')

interface Spellings {
  first: string
  second: string
  third: string
}

export function createRoomSearch(database: Database) {
  const lazy = lazily(database)
  const byTrigrams = lazy
    .prepare<[{ phrase: string; limit: number }], number>(`
    SELECT rowid FROM search_room_names WHERE search_room_names MATCH :phrase LIMIT ${integer('limit')}`)
    .pluck()
  const sorted = lazy
    .prepare<[Scope & { rooms: string }], number>(`
    SELECT c.rowid FROM json_each(:rooms) found CROSS JOIN conversations c ON c.rowid = found.value
    WHERE ${inScope} ${order}`)
    .pluck()
  const fromTop = lazy
    .prepare<[Scope & Spellings & Page], number>(`
    SELECT c.rowid FROM conversations c INDEXED BY room_by_time
    WHERE ${inScope} AND (${isNamed}) ${order} LIMIT ${integer('limit')} OFFSET ${integer('skip')}`)
    .pluck()
  const nearTop = lazy
    .prepare<[Scope & Spellings & { looked: number }], number>(`
    SELECT c.rowid FROM (
      SELECT c.rowid, c.name, c.latest_at FROM conversations c INDEXED BY room_by_time
      WHERE ${inScope} ${order} LIMIT ${integer('looked')}) c
    WHERE ${isNamed}`)
    .pluck()

  return (scope: Scope, q: string, page: Page): RoomPage => {
    const { organization_id, business_unit_id } = scope
    const within = { organization_id, business_unit_id }
    // SQLite's texts end there.
    if (q.includes('\0')) return { rooms: [], count: 0 }
    if ([...q].length < 3) {
      const looked = { ...within, ...spellingsOf(q), looked: mostLookedAt }
      return pageOf(nearTop.all(looked), page)
    }
    const phrase = `"${q.replaceAll('"', '""')}"`
    const candidates = byTrigrams.all({ phrase, limit: mostFound + 1 })
    const own = sorted.all({ ...within, rooms: JSON.stringify(candidates) })
    if (candidates.length <= mostFound) return pageOf(own, page)
    // Those of others count among the candidates.
    const areOwn = own.length === candidates.length
    const wanted = areOwn ? pageWithin(page) : { limit: mostFound, skip: 0 }
    const rooms = fromTop.all({ ...within, ...spellingsOf(q), ...wanted })
    return areOwn ? { rooms, count: mostFound } : pageOf(rooms, page)
  }
}

function pageOf(rooms: number[], { limit, skip }: Page): RoomPage {
  const found = rooms.slice(0, mostFound)
  return { rooms: found.slice(skip, skip + limit), count: found.length }
}

function pageWithin({ limit, skip }: Page): Page {
  return { skip, limit: Math.max(0, Math.min(limit, mostFound - skip)) }
}

/** LIKE knows no capitals but those of ASCII: other words are tried in each spelling. */
function spellingsOf(q: string): Spellings {
  const like = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`
  const lower = q.toLowerCase()
  return { first: like(lower), second: like(q.toUpperCase()), third: like(q) }
}
