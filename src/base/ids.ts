/** Where new ids come from. The only file that uses randomness. */
import { randomInt, randomUUID } from 'node:crypto'
import { stableHex, uuidOf } from './stable-id.ts'

/**
 * What an id is for. `guest` is the number in a guest's name, `request` an `x-request-id`,
 * `generation` tells the rows of one filling of a database from those of another.
 */
export type IdKind =
  | 'conversation'
  | 'team_conversation'
  | 'contact'
  | 'message'
  | 'guest'
  | 'request'
  | 'generation'
  | 'login_token'
  | 'access_token'
  | 'refresh_token'
  | 'api_key'
  | 'team_user'
  | 'team'
  | 'user'
  | 'comment'
  | 'upload'
  | 'notification'
  | 'message_template'
  | 'category'
  | 'team_label'
  | 'activity'
  | 'board_item'
  | 'channel'

/** Returns an id never returned before. Replaceable, so that a run can be repeated to the byte. */
export type NewId = (kind: IdKind) => string

const prefixes = {
  conversation: 'conv_',
  team_conversation: 'tc_',
  contact: 'con_',
  message: 'msg_',
  request: '',
  generation: '',
  login_token: 'login_acc_',
  access_token: 'acc_',
  refresh_token: 'rtk_',
  api_key: 'api_',
  team_user: 'tu_',
  team: 't_',
  user: 'u_',
  comment: 'cm_',
  upload: '',
  notification: 'noti_',
  message_template: 'mt_',
  category: 'cat_',
  team_label: 'tl_',
  activity: 'act_',
  board_item: 'bi_',
  channel: 'ch_',
} as const

/** The gateway's own forms: prefix and UUID v4, and six digits for a guest. */
export const randomId: NewId = (kind) =>
  kind === 'guest' ? String(randomInt(100_000, 1_000_000)) : prefixes[kind] + randomUUID()

/** How many ids of each kind there were. */
export type IdCounts = Map<IdKind, number>

/**
 * Ids in the same forms that depend on the seed, the kind and how many of it there were before.
 *
 * @param counts is moved on with each
 */
export function seededIds(seed: string, counts: IdCounts): NewId {
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    // Steps through all six digits before one comes again: 700,001 shares no factor with 900,000.
    if (kind === 'guest') {
      const start = Number.parseInt(stableHex(`${seed} guest`).slice(0, 10), 16)
      return String(100_000 + ((start + count * 700_001) % 900_000))
    }
    return prefixes[kind] + uuidOf(stableHex(`${seed} ${kind} ${count}`))
  }
}
