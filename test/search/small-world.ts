import { fileURLToPath } from 'node:url'

/** A fixture with three organizations, a few messages and two boards: quick to fill an engine with. */
export const smallWorld = fileURLToPath(new URL('./small-world', import.meta.url))

export const smallTokens = {
  /** Of a user of `org_small` alone. */
  small: 'acc_small',
  /** Of a user of `org_small` and `org_other`. */
  both: 'acc_both',
  /** Of the same user, for `org_small` alone. */
  apiKey: 'api_both',
  contact: 'con_small',
  channel: 'ch_small',
} as const
