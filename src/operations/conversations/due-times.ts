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

/** Guessed: of unanswered conversations only these age. */
const older: Partial<Record<ConversationStatus, ConversationStatus>> = {
  pending: 'soon to be',
  'soon to be': 'overdue',
}

/** When it moves on: null is never. */
export function dueAt(
  { status, waiting_since, closes_at }: Waiting,
  { soonToBeMs, overdueMs }: DueTimes,
): string | null {
  if (status === 'closed' || status === 'spam') return null
  if (waiting_since === null || older[status] === undefined) return closes_at
  const ages_at = later(waiting_since, status === 'pending' ? soonToBeMs : overdueMs)
  return closes_at !== null && closes_at <= ages_at ? closes_at : ages_at
}

/**
 * What it becomes then. Times are not added up once more, which is much of the work where very many are
 * due: whatever comes before its closing is its age.
 */
export function statusAt(due_at: string, { status, closes_at }: Waiting): ConversationStatus {
  const isAge = closes_at === null || due_at < closes_at
  return (isAge ? older[status] : undefined) ?? 'closed'
}

const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** @returns the time so many milliseconds later; that of the last day there is, where there is none */
export function later(time: string, ms: number): string {
  return new Date(Math.min(Date.parse(time) + ms, lastTime)).toISOString()
}
