/** Messages: paging and sending, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { ConversationRow, ConversationStore } from '../conversations/store.ts'
import type { Clock } from '../world/clock.ts'
import type { NewId } from '../world/ids.ts'
import { integer, text } from '../world/parameters.ts'
import { contentOf } from './content.ts'
import type { Message, MessageList, SendMessageBody, SentMessage } from './schemas.ts'

interface MessageRow extends Pick<Message, 'id' | 'from' | 'type' | 'created_at' | 'updated_at'> {
  content: string
}

/** @param onSent called after each commit */
export function createMessageStore(
  database: Database,
  conversations: ConversationStore,
  clock: Clock,
  newId: NewId,
  onSent: () => void,
) {
  // The order in which they were stored: two can share a millisecond, and a clock can be set back.
  const page = database.prepare<
    [{ conversation_id: string; limit: number; skip: number }],
    MessageRow
  >(`
    SELECT id, "from", type, content, created_at, updated_at
    FROM messages WHERE conversation_id = ${text('conversation_id')}
    ORDER BY seq DESC
    LIMIT ${integer('limit')} OFFSET ${integer('skip')}`)
  const count = database
    .prepare<[string], number>('SELECT count(*) FROM messages WHERE conversation_id = ?')
    .pluck()
  const insert = database.prepare<[MessageRow & { conversation_id: string }]>(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    VALUES (:id, :conversation_id, :from, :type, :content, :created_at, :updated_at)`)

  const send = database.transaction(
    (conversation: ConversationRow, from: string, body: SendMessageBody): SentMessage => {
      const now = clock().toISOString()
      const content = contentOf(body)
      const row = { id: newId('message'), from, type: body.type, created_at: now, updated_at: now }
      insert.run({ ...row, conversation_id: conversation.id, content: JSON.stringify(content) })
      conversations.setStatus(conversation, statusAfterMessage(conversation, from))
      return {
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
    },
  )

  /**
   * An agent's message makes a conversation active. A contact's leaves it waiting: for somebody to
   * join, or for the one who has. Guessed: spam stays spam, whatever the contact adds to it.
   */
  function statusAfterMessage(conversation: ConversationRow, from: string) {
    if (from !== conversation.contact_id) return 'active'
    if (conversation.status === 'spam') return 'spam'
    return conversations.isAgentJoined(conversation.id) ? 'pending' : 'rep needed'
  }

  return {
    /** One page, newest first. */
    list(conversation: ConversationRow, limit: number, skip: number): MessageList {
      const rows = page.all({ conversation_id: conversation.id, limit, skip })
      const total = rows.length
      const all = count.get(conversation.id) ?? 0
      return {
        object_name: 'list',
        data: rows.map((row) => ({
          object_name: 'message',
          id: row.id,
          organization_id: conversation.organization_id,
          business_unit_id: conversation.business_unit_id,
          conversation_id: conversation.id,
          from: row.from,
          type: row.type,
          content: JSON.parse(row.content),
          created_at: row.created_at,
          updated_at: row.updated_at,
        })),
        nested: {},
        has_more: skip + total < all,
        count: all,
        total,
      }
    },

    /** Stores a message and moves its conversation on, both or neither. */
    send(conversation: ConversationRow, from: string, body: SendMessageBody): SentMessage {
      const sent = send(conversation, from, body)
      onSent()
      return sent
    },
  }
}
export type MessageStore = ReturnType<typeof createMessageStore>
