/** When a conversation moves on by itself (neighbours 14). Pure. */
import type { ConversationStatus } from './schemas.ts'

/** In milliseconds of the world's clock. */
export interface DueTimes {
  /** From the first message that is unanswered until `soon to be`. */
  soonToBeMs: number
  /** From the same message until `overdue`. */
  overdueMs: number
  /** From the contact's last message until `closed`. */
  closeAfterMs: number
}

/** What of a conversation time acts on. Where both are null it does not: fixtures' rows do not age. */
export interface Waiting {
  status: ConversationStatus
  /** Of the first message of the contact that is unanswered. */
  waiting_since: string | null
  closes_at: string | null
}

/** In which the contact has written last. */
export const waitingStatuses: ConversationStatus[] = [
  'rep needed',
  'pending',
  'soon to be',
  'overdue',
]

/** What comes next, and when. Guessed: of unanswered conversations only `pending` ones age. */
export function nextStatus(
  { status, waiting_since, closes_at }: Waiting,
  { soonToBeMs, overdueMs }: DueTimes,
): { status: ConversationStatus; due_at: string } | undefined {
  if (status === 'closed' || status === 'spam') return undefined
  const close = closes_at === null ? undefined : ({ status: 'closed', due_at: closes_at } as const)
  const ages = {
    pending: ['soon to be', soonToBeMs],
    'soon to be': ['overdue', overdueMs],
  } as const
  if (waiting_since === null || !(status === 'pending' || status === 'soon to be')) return close
  const [next, after] = ages[status]
  const due_at = later(waiting_since, after)
  return close !== undefined && close.due_at <= due_at ? close : { status: next, due_at }
}

const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** @returns the time so many milliseconds later; that of the last day there is, where there is none */
export function later(time: string, ms: number): string {
  return new Date(Math.min(Date.parse(time) + ms, lastTime)).toISOString()
}
