/** What can happen to a world's rows by a request, as it is told after the commit. */
import type { SentMessage } from '../messages/schemas.ts'
import type { Room } from '../rooms/schemas.ts'
import type { Conversation, ConversationStatus } from './schemas.ts'

/**
 * A fact, by the ids of what it is about: whoever tells it to others reads the rows, which are there when
 * it is told.
 */
export type Change =
  | { kind: 'conversation_created'; conversation_id: string; conversation: Conversation }
  | {
      kind: 'status_updated'
      conversation_id: string
      previous_status: ConversationStatus
      status: ConversationStatus
    }
  | { kind: 'message_created'; conversation_id: string; message: SentMessage }
  | { kind: 'message_updated'; conversation_id: string; message: SentMessage }
  /** The room as it was, for whoever deleted it. */
  | { kind: 'conversation_deleted'; conversation_id: string; room: Room }
  /** By hand, or because somebody was assigned: then `assigned_by` says by whom. */
  | { kind: 'user_joined'; conversation_id: string; user_id: string; assigned_by?: string }
  | { kind: 'user_left'; conversation_id: string; user_id: string }
  | { kind: 'name_updated'; conversation_id: string; name: string }
  /** The contact's first socket has come, or its last one has gone. */
  | { kind: 'presence_updated'; contact_id: string; is_presence: boolean }
  | { kind: 'contact_created'; contact_id: string; organization_id: string }
  | { kind: 'contact_updated'; contact_id: string; organization_id: string }
  | { kind: 'user_deactivated'; organization_id: string; user_id: string }
  | { kind: 'team_updated'; organization_id: string; team_id: string }
  | { kind: 'team_user_updated'; organization_id: string; team_id: string; user_id: string }

/** Where stores say what they have written, in the transaction that writes it. */
export interface ChangeLog {
  /** @param describe not called while nobody listens */
  note(describe: () => Change): void
  /** Whether anybody listens to changes of this kind. */
  isHeard(kind: Change['kind']): boolean
  /** @returns what runs `write` in a transaction, and tells what it noted once that is committed */
  transaction<Values extends unknown[], Result>(
    write: (...values: Values) => Result,
  ): (...values: Values) => Result
  /**
   * The same of one statement that writes, which is a transaction by itself. Within a longer one SQLite
   * keeps each page that it changes, to take back a statement alone: of many rows, half of the time.
   */
  statement<Values extends unknown[], Result>(
    write: (...values: Values) => Result,
  ): (...values: Values) => Result
}
