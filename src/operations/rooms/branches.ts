/**
 * From which index a list of rooms is read. Each channel type of it is a branch that comes in the order
 * of the list, and SQLite merges them: a page costs what it skips and shows, however many rooms there
 * are and however rare their channel is. Pure.
 */
import type { AnyRoomFilter, RoomFilter } from './filter.ts'

/** A condition, and what its parameter is. */
type Condition = [sql: string, ...values: string[]]

/** A kind of channel in a business unit. */
export interface Branch {
  business_unit_id: string
  channel_type: string
}

/** SQL that yields the columns `room` and `latest_at`, newest first, and what it is asked with. */
export interface RoomQuery {
  sql: string
  values: string[]
}

/** More branches than these are read as one, by time. */
const mostBranches = 64

const isOpen = 'c.is_open'
const hasJoined =
  'EXISTS (SELECT 1 FROM conversation_users u WHERE u.conversation_id = c.id AND u.user_id = ?)'
const equals = (column: string, value: string): Condition => [`${column} = ?`, value]

/**
 * @param branches those of the filter, with rooms in them
 * @param isBot whether the user is one, of which no list is kept
 */
export function roomQuery(
  filter: RoomFilter,
  branches: readonly Branch[],
  isBot: boolean,
): RoomQuery {
  const parts = partsOf(filter, branches, isBot)
  return {
    sql: parts.map(({ from, where }) => `${from} WHERE ${sqlOf(where)}`).join(' UNION ALL '),
    values: parts.flatMap(({ where }) => valuesOf(where)),
  }
}

interface Part {
  from: string
  where: Condition[]
}

export const sqlOf = (where: readonly Condition[]) => where.map(([sql]) => sql).join(' AND ')
export const valuesOf = (where: readonly Condition[]) => where.flatMap(([, ...values]) => values)
const rooms = (more: string) => `SELECT c.rowid AS room, c.latest_at AS latest_at FROM ${more}`

function partsOf(filter: RoomFilter, branches: readonly Branch[], isBot: boolean): Part[] {
  const { user_id, contact_id, isJoined, state } = filter
  if (contact_id !== null) {
    const from = rooms('conversations c INDEXED BY conversation_of_contact')
    return [{ from, where: conditionsOf(filter) }]
  }
  if (isJoined && (state !== 'open' || isBot)) {
    const from = 'conversation_users u CROSS JOIN conversations c ON c.id = u.conversation_id'
    const others = conditionsOf({ ...filter, isJoined: false })
    return [{ from: rooms(from), where: [equals('u.user_id', user_id), ...others] }]
  }
  if (branches.length > mostBranches) {
    const from = rooms('conversations c INDEXED BY room_by_time')
    return [{ from, where: conditionsOf(filter) }]
  }
  const ofBranch = (table: string, { business_unit_id, channel_type }: Branch) => [
    equals(`${table}.business_unit_id`, business_unit_id),
    equals(`${table}.channel_type`, channel_type),
  ]
  const narrowed = conditionsOf({
    ...filter,
    business_unit_id: null,
    channel_types: [],
    isJoined: false,
  }).slice(1)
  if (isJoined) {
    // What the list is of is in its table; only what narrows it further is the conversation's.
    const others = narrowed.filter(([sql]) => sql !== isOpen)
    const from =
      others.length === 0
        ? 'SELECT j.room AS room, j.latest_at AS latest_at FROM joined_rooms j'
        : 'SELECT j.room AS room, j.latest_at AS latest_at FROM joined_rooms j CROSS JOIN conversations c ON c.rowid = j.room'
    return branches.map((branch) => ({
      from,
      where: [equals('j.user_id', user_id), ...ofBranch('j', branch), ...others],
    }))
  }
  const index = indexFor(filter)
  return branches.map((branch) => ({
    from: rooms(`conversations c INDEXED BY ${index}`),
    where: [
      ...(index === 'room_of_team'
        ? [equals('c.channel_type', branch.channel_type)]
        : ofBranch('c', branch)),
      // Said beside the status, where the index is one of open rooms.
      ...(index === 'room_of_status' || state === 'open' ? [] : [[isOpen] as Condition]),
      ...narrowed,
    ],
  }))
}

function indexFor({ state, team_id, isOnline }: RoomFilter): string {
  if (state === 'closed' || state === 'spam') return 'room_of_status'
  if (team_id !== null) return 'room_of_team'
  if (isOnline) return 'room_in_presence'
  return state === 'open' ? 'open_room' : 'room_of_status'
}

/** Everything that a filter says, the organization first. */
export function conditionsOf(filter: AnyRoomFilter): Condition[] {
  const { business_unit_id, state, isOnline, team_id, channel_types, channel_id } = filter
  const where: Condition[] = [equals('c.organization_id', filter.organization_id)]
  if (business_unit_id !== null) where.push(equals('c.business_unit_id', business_unit_id))
  if (state !== 'any') where.push(state === 'open' ? [isOpen] : equals('c.status', state))
  if (isOnline) where.push(['c.is_presence'])
  if (team_id !== null) where.push(equals('c.team_id', team_id))
  if (channel_types.length > 0) {
    const marks = channel_types.map(() => '?').join(', ')
    where.push([`c.channel_type IN (${marks})`, ...channel_types])
  }
  if (channel_id !== null) where.push(equals('c.channel_id', channel_id))
  if (filter.contact_id !== null) where.push(equals('c.contact_id', filter.contact_id))
  if (filter.isJoined) where.push([hasJoined, filter.user_id])
  return where
}
