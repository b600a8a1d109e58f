/** Messages: paging and sending, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { CommentStore } from '../comments/store.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ConversationStatus } from '../conversations/schemas.ts'
import type { ConversationRow, ConversationStore, Sender } from '../conversations/store.ts'
import type { DocumentChanges } from '../search/document-changes.ts'
import type { UserStore } from '../users/store.ts'
import { contentOf } from './content.ts'
import { createOneMessage } from './one-message.ts'
import { createMessagePages } from './pages.ts'
import type { MessageRow } from './readers.ts'
import type { Message, SendMessageBody, SentMessage } from './schemas.ts'

export function createMessageStore(
  database: Database,
  conversations: ConversationStore,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
  users: UserStore,
  comments: CommentStore,
  documents: DocumentChanges,
) {
  const lazy = lazily(database)
  const pages = createMessagePages(database, users, comments)
  const insert = lazy.prepare<[MessageRow & { conversation_id: string }]>(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    VALUES (:id, :conversation_id, :from, :type, :content, :created_at, :updated_at)`)
  const isBot = lazy.prepare<[string], number>('SELECT is_bot FROM users WHERE id = ?').pluck()

  const store = changes.transaction(
    (
      conversation: ConversationRow,
      from: string,
      type: Message['type'],
      content: Record<string, unknown>,
    ): SentMessage => {
      const now = clock().toISOString()
      const row = { id: newId('message'), from, type, created_at: now, updated_at: now }
      insert.run({ ...row, conversation_id: conversation.id, content: JSON.stringify(content) })
      const message: SentMessage = {
        object_name: 'message',
        id: row.id,
        organization_id: conversation.organization_id,
        business_unit_id: conversation.business_unit_id,
        channel_id: conversation.channel_id,
        channel_type: conversation.channel_type,
        conversation_id: conversation.id,
        from,
        type: row.type,
        content,
        created_at: now,
        updated_at: now,
      }
      changes.note(() => ({
        kind: 'message_created',
        conversation_id: message.conversation_id,
        message,
      }))
      // After the message, which is its cause.
      const sender = senderOf(conversation, from)
      const status = statusAfterMessage(conversation, sender)
      conversations.noticeMessage(conversation, now, sender, status)
      return message
    },
  )

  const senderOf = ({ contact_id }: ConversationRow, from: string): Sender => {
    if (from === contact_id) return 'contact'
    return isBot.get(from) === 1 ? 'bot' : 'agent'
  }

  /**
   * An agent's message makes a conversation active. A contact's leaves it waiting: for somebody to
   * join, or for the one who has. Guessed: spam stays spam, whatever the contact adds to it, and a bot's
   * message answers nobody.
   */
  function statusAfterMessage(conversation: ConversationRow, sender: Sender): ConversationStatus {
    if (sender === 'bot') return conversation.status
    if (sender === 'agent') return 'active'
    if (conversation.status === 'spam') return 'spam'
    if (!conversations.isAgentJoined(conversation.id)) return 'rep needed'
    // Who has waited long already has not begun anew.
    const hasAged = conversation.status === 'soon to be' || conversation.status === 'overdue'
    return hasAged && conversations.waitsSince(conversation.id) !== null
      ? conversation.status
      : 'pending'
  }

  return {
    /** One page, newest first: in the order in which messages were stored, whatever the clock did. */
    list: pages.list,

    /** One of them: read, pinned, answered. */
    ...createOneMessage(database, clock, changes, comments, documents),

    /** Stores a message and moves its conversation on, both or neither. */
    send: (conversation: ConversationRow, from: string, body: SendMessageBody): SentMessage =>
      store(conversation, from, body.type, contentOf(body)),

    /** The same of a type that the gateway makes itself. */
    make: (
      conversation: ConversationRow,
      from: string,
      type: Message['type'],
      content: Record<string, unknown>,
    ): SentMessage => store(conversation, from, type, content),

    /** To be called before all rows are replaced. */
    keep: pages.keep,
  }
}
export type MessageStore = ReturnType<typeof createMessageStore>
