/** Where new ids come from. The only file that uses randomness. */
import { randomInt, randomUUID } from 'node:crypto'

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

/** Returns an id never returned before. Replaceable, so that a run can be repeated to the byte. */
export type NewId = (kind: IdKind) => string

const prefixes = {
  conversation: 'conv_',
  team_conversation: 'tc_',
  contact: 'con_',
  message: 'msg_',
  request: '',
  generation: '',
} as const

/** The gateway's own forms: prefix and UUID v4, and six digits for a guest. */
export const randomId: NewId = (kind) =>
  kind === 'guest' ? String(randomInt(100_000, 1_000_000)) : prefixes[kind] + randomUUID()
