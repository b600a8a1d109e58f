/** What can happen to a world's rows by a request, as it is told after the commit. */
import type { SentMessage } from '../messages/schemas.ts'
import type { Conversation, ConversationStatus } from './schemas.ts'

export type Change =
  | { kind: 'conversation_created'; conversation_id: string; conversation: Conversation }
  | {
      kind: 'status_updated'
      conversation_id: string
      previous_status: ConversationStatus
      status: ConversationStatus
    }
  | { kind: 'message_created'; conversation_id: string; message: SentMessage }

/** Where stores say what they have written, in the transaction that writes it. */
export interface ChangeLog {
  /** @param describe not called while nobody listens */
  note(describe: () => Change): void
  /** @returns what runs `write` in a transaction, and tells what it noted once that is committed */
  transaction<Values extends unknown[], Result>(
    write: (...values: Values) => Result,
  ): (...values: Values) => Result
}
