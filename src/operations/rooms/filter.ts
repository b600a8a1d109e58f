/** Which rooms a list is of. */
import type { ConversationStatus } from '../conversations/schemas.ts'

/** Everything that is set narrows the list further. */
export interface RoomFilter {
  organization_id: string
  /** None: the whole organization. */
  business_unit_id: string | null
  /** Who looks. */
  user_id: string
  /** `open` is what is neither closed nor spam. */
  state: 'open' | ConversationStatus
  /** Only what the user has joined. */
  isJoined: boolean
  /** Only rooms whose contact is online. */
  isOnline: boolean
  team_id: string | null
  /** Empty: all of them. */
  channel_types: readonly string[]
  channel_id: string | null
  contact_id: string | null
}

/** The same, and whatever their status. */
export type AnyRoomFilter = Omit<RoomFilter, 'state'> & { state: RoomFilter['state'] | 'any' }

/** How rooms are listed where nothing is asked for. */
export const everything = {
  business_unit_id: null,
  state: 'open',
  isJoined: false,
  isOnline: false,
  team_id: null,
  channel_types: [],
  channel_id: null,
  contact_id: null,
} as const satisfies Partial<RoomFilter>

type Narrowing = Pick<RoomFilter, 'state' | 'isJoined' | 'isOnline'>
const open: Narrowing = { state: 'open', isJoined: false, isOnline: false }

/**
 * @param view as the clients name it: `all`, `yours` or `joined`, `team`, `online`, or a status
 * @param status a status or `online`, which goes before the view's, as it does in the counts by channel
 */
export function narrow(view: string, status: string | undefined): Narrowing {
  const { state, isJoined, isOnline } = ofView(view)
  if (status === undefined) return { state, isJoined, isOnline }
  if (status === 'online') return { state, isJoined, isOnline: true }
  return { state: status as ConversationStatus, isJoined, isOnline }
}

function ofView(view: string): Narrowing {
  if (view === 'all' || view === 'team') return open
  if (view === 'yours' || view === 'joined') return { ...open, isJoined: true }
  if (view === 'online') return { ...open, isOnline: true }
  return { ...open, state: view as ConversationStatus }
}
