/** Pages of rooms, newest first, and how many there are: by the counts that triggers keep. */
import type { Database } from 'better-sqlite3'
import { type LazyStatement, lazily } from '../../database/lazily.ts'
import type { Page } from '../lists.ts'
import { type Branch, conditionsOf, roomQuery, sqlOf, valuesOf } from './branches.ts'
import type { AnyRoomFilter, RoomFilter } from './filter.ts'

/** Rooms by their rowids, in order. */
export interface RoomPage {
  rooms: number[]
  /** On whatever page. */
  count: number
}

interface Group extends Branch {
  conversations: number
}

interface GroupKey {
  user_id: string
  organization_id: string
  business_unit_id: string | null
  status: string | null
  team_id: string | null
  is_presence: number | null
}

/** The order of every list: the latest message first, and of two at once the later conversation. */
export const newestFirst = 'ORDER BY latest_at DESC, room DESC'

export function createRoomPages(database: Database) {
  const lazy = lazily(database)
  // Groups that have been left by all of their rooms are still rows.
  const groupsOf = (counts: string) =>
    lazy.prepare<[GroupKey], Group>(`
    SELECT business_unit_id, channel_type, sum(conversations) AS conversations
    FROM ${counts} AND organization_id = :organization_id
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id)
      AND (CASE WHEN :status IS NULL THEN status NOT IN ('closed', 'spam') ELSE status = :status END)
      AND (:team_id IS NULL OR team_id = :team_id)
      AND (:is_presence IS NULL OR is_presence)
    GROUP BY business_unit_id, channel_type HAVING sum(conversations) > 0`)
  const groupsOfAll = groupsOf('conversation_counts WHERE TRUE')
  const groupsOfJoined = groupsOf(`joined_counts WHERE user_id = :user_id`)

  const isBot = lazy.prepare<[string], number>('SELECT is_bot FROM users WHERE id = ?').pluck()

  /** Of each shape of question one: there are a few dozen of them. */
  const statements = new Map<string, LazyStatement<(string | number)[], number>>()
  function prepare(sql: string): LazyStatement<(string | number)[], number> {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = lazy.prepare<(string | number)[], number>(sql).pluck()
    statements.set(sql, statement)
    return statement
  }

  function groupsIn(filter: RoomFilter): Group[] {
    const statement = filter.isJoined ? groupsOfJoined : groupsOfAll
    const groups = statement.all({
      user_id: filter.user_id,
      organization_id: filter.organization_id,
      business_unit_id: filter.business_unit_id,
      status: filter.state === 'open' ? null : filter.state,
      team_id: filter.team_id,
      is_presence: filter.isOnline ? 1 : null,
    })
    const { channel_types } = filter
    return channel_types.length === 0
      ? groups
      : groups.filter(({ channel_type }) => channel_types.includes(channel_type))
  }

  const ofAnyStatus = lazy
    .prepare<[{ organization_id: string; business_unit_id: string | null } & Page], number>(`
    SELECT rowid FROM conversations INDEXED BY room_by_time
    WHERE organization_id = :organization_id
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id)
    ORDER BY latest_at DESC, name DESC, business_unit_id DESC, rowid DESC LIMIT :limit OFFSET :skip`)
    .pluck()
  const countOfAnyStatus = lazy
    .prepare<[{ organization_id: string; business_unit_id: string | null }], number>(`
    SELECT coalesce(sum(conversations), 0) FROM conversation_counts
    WHERE organization_id = :organization_id
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id)`)
    .pluck()

  return {
    /**
     * One page. Its count is that of the side bar: only of one contact, or of one of several channels of
     * a type, are rooms counted by looking at them.
     */
    ofAll(filter: RoomFilter, { limit, skip }: Page): RoomPage {
      const groups = groupsIn(filter)
      if (groups.length === 0) return { rooms: [], count: 0 }
      const { sql, values } = roomQuery(
        filter,
        groups,
        filter.isJoined && isBot.get(filter.user_id) === 1,
      )
      const isCounted = filter.contact_id === null && filter.channel_id === null
      const count = isCounted
        ? groups.reduce((sum, { conversations }) => sum + conversations, 0)
        : (prepare(`SELECT count(*) FROM (${sql})`).get(...values) ?? 0)
      if (limit === 0 || skip >= count) return { rooms: [], count }
      const paged = `${sql} ${newestFirst} LIMIT ? OFFSET ?`
      return { rooms: prepare(paged).all(...values, limit, skip), count }
    },

    /** The same of these rooms only. */
    among(rooms: readonly number[], filter: AnyRoomFilter, { limit, skip }: Page): RoomPage {
      const where = conditionsOf(filter)
      const found = prepare(`
        SELECT c.rowid AS room, c.latest_at FROM json_each(?) among
        CROSS JOIN conversations c ON c.rowid = among.value
        WHERE ${sqlOf(where)} ${newestFirst}`).all(JSON.stringify(rooms), ...valuesOf(where))
      return { rooms: found.slice(skip, skip + limit), count: found.length }
    },

    /** Everything that there is, the closed and spam too. */
    ofAnyStatus(
      {
        organization_id,
        business_unit_id,
      }: Pick<RoomFilter, 'organization_id' | 'business_unit_id'>,
      page: Page,
    ): RoomPage {
      const scope = { organization_id, business_unit_id }
      return {
        rooms: ofAnyStatus.all({ ...scope, ...page }),
        count: countOfAnyStatus.get(scope) ?? 0,
      }
    },
  }
}
