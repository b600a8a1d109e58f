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
import type { Page } from '../lists.ts'
import type { RoomFilter } from './filter.ts'
import type { RoomPage } from './pages.ts'

/** So many rooms are found at most, the newest. */
export const mostFound = 1_000

/** So many of the newest rooms are looked at for one or two characters. */
const mostLookedAt = 20_000

type Scope = Pick<RoomFilter, 'organization_id' | 'business_unit_id'>

// As `room_by_time` has them, so that nothing is sorted.
const order = 'ORDER BY c.latest_at DESC, c.name DESC, c.business_unit_id DESC, c.rowid DESC'
const inScope = `c.organization_id = :organization_id
  AND (:business_unit_id IS NULL OR c.business_unit_id = :business_unit_id)`
const like = (spelling: string) => `c.name LIKE :${spelling} ESCAPE '\\'`
const isNamed = {
  /** LIKE knows the capitals of ASCII. */
  plainly: like('asked'),
  /** Other words are looked for in each spelling. */
  anyhow: `(${['asked', 'lower', 'upper'].map(like).join(' OR ')})`,
}

interface Spellings {
  asked: string
  lower: string
  upper: string
}

export function createRoomSearch(database: Database) {
  const lazy = lazily(database)
  const byTrigrams = lazy
    .prepare<[{ phrase: string; limit: number }], number>(`
    SELECT rowid FROM search_room_names WHERE search_room_names MATCH :phrase LIMIT :limit`)
    .pluck()
  const sorted = lazy
    .prepare<[Scope & { rooms: string }], number>(`
    SELECT c.rowid FROM json_each(:rooms) found CROSS JOIN conversations c ON c.rowid = found.value
    WHERE ${inScope} ${order}`)
    .pluck()
  const others = lazy
    .prepare<[Scope], number>(`
    SELECT coalesce(sum(conversations), 0) FROM conversation_counts
    WHERE NOT (organization_id = :organization_id
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id))`)
    .pluck()
  const fromTop = byName(
    (named) => `
    SELECT c.rowid FROM conversations c INDEXED BY room_by_time
    WHERE ${inScope} AND ${named} ${order} LIMIT :limit OFFSET :skip`,
  )
  const nearTop = byName(
    (named) => `
    SELECT c.rowid FROM (
      SELECT c.rowid, c.name FROM conversations c INDEXED BY room_by_time
      WHERE ${inScope} ${order} LIMIT :limit OFFSET :skip) c
    WHERE ${named}`,
  )

  /** @param sql given a condition on the name */
  function byName(sql: (named: string) => string) {
    const prepare = (named: string) =>
      lazy.prepare<[Scope & Spellings & Page], number>(sql(named)).pluck()
    const plainly = prepare(isNamed.plainly)
    const anyhow = prepare(isNamed.anyhow)
    return (scope: Scope, q: string, page: Page): number[] => {
      const spellings = spellingsOf(q)
      const hasOtherCapitals = /[^\0-\x7f]/.test(q) && spellings.lower !== spellings.upper
      const { organization_id, business_unit_id } = scope
      const { limit, skip } = page
      const statement = hasOtherCapitals ? anyhow : plainly
      return statement.all({ organization_id, business_unit_id, ...spellings, limit, skip })
    }
  }

  return (scope: Scope, q: string, page: Page): RoomPage => {
    const { organization_id, business_unit_id } = scope
    const within = { organization_id, business_unit_id }
    // SQLite's texts end there.
    if (q.includes('\0')) return { rooms: [], count: 0 }
    if ([...q].length < 3) {
      return pageOf(nearTop(within, q, { limit: mostLookedAt, skip: 0 }), page)
    }
    // Others' rooms are among the candidates: with so many more there are enough of one's own.
    const more = others.get(within) ?? 0
    const limit = mostFound + 1 + Math.min(more, mostFound)
    const phrase = `"${q.replaceAll('"', '""')}"`
    const candidates = byTrigrams.all({ phrase, limit })
    if (candidates.length < limit) {
      return pageOf(sorted.all({ ...within, rooms: JSON.stringify(candidates) }), page)
    }
    if (more < mostFound) return { rooms: fromTop(within, q, pageWithin(page)), count: mostFound }
    return pageOf(fromTop(within, q, { limit: mostFound, skip: 0 }), page)
  }
}

function pageOf(rooms: number[], { limit, skip }: Page): RoomPage {
  const found = rooms.slice(0, mostFound)
  return { rooms: found.slice(skip, skip + limit), count: found.length }
}

function pageWithin({ limit, skip }: Page): Page {
  return { skip, limit: Math.max(0, Math.min(limit, mostFound - skip)) }
}

function spellingsOf(q: string): Spellings {
  const anywhere = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`
  return {
    asked: anywhere(q),
    lower: anywhere(q.toLowerCase()),
    upper: anywhere(q.toUpperCase()),
  }
}
