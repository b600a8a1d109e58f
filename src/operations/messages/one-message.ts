/** One message of a conversation: reading, pinning and answering it, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { lazily } from '../../database/lazily.ts'
import type { CommentStore } from '../comments/store.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ConversationRow } from '../conversations/store.ts'
import type { DocumentChanges } from '../search/document-changes.ts'
import type { MessageRow } from './readers.ts'
import type { Message, OneMessage } from './schemas.ts'

export interface FoundRow extends MessageRow {
  seq: number
  conversation_id: string
  pinned: number
  has_comments: number
  /** JSON. */
  label_ids: string | null
}

/** What of a message can be said anew. */
export interface MessageChange {
  /** In the place of `content.text`. */
  text?: string | undefined
  /** Ids of labels of its organization, instead of all that it has. */
  labels?: string[] | undefined
}

export function createOneMessage(
  database: Database,
  clock: Clock,
  changes: ChangeLog,
  comments: CommentStore,
  documents: DocumentChanges,
) {
  const lazy = lazily(database)
  const byId = lazy.prepare<[string], FoundRow>(`
    SELECT seq, id, conversation_id, "from", type, content, created_at, updated_at, pinned, has_comments,
      label_ids
    FROM messages WHERE id = ?`)
  const newer = lazy
    .prepare<[{ conversation_id: string; seq: number }], number>(`
    SELECT count(*) FROM messages
    WHERE conversation_id = :conversation_id AND seq > :seq`)
    .pluck()
  const setPinned = lazy.prepare<[number, string]>('UPDATE messages SET pinned = ? WHERE id = ?')
  const setContent = lazy.prepare<[{ id: string; content: string }]>(
    'UPDATE messages SET content = :content WHERE id = :id',
  )
  const rewrite = lazy.prepare<[Record<'id' | 'content' | 'updated_at', string>]>(
    'UPDATE messages SET content = :content, updated_at = :updated_at WHERE id = :id',
  )
  const setLabels = lazy.prepare<[{ id: string; label_ids: string | null; updated_at: string }]>(`
    UPDATE messages SET label_ids = :label_ids, updated_at = :updated_at WHERE id = :id`)

  const find = (conversation: ConversationRow, id: string): FoundRow | undefined => {
    const row = byId.get(id)
    return row?.conversation_id === conversation.id ? row : undefined
  }

  function read(conversation: ConversationRow, id: string): OneMessage {
    const row = byId.get(id) as FoundRow
    return {
      ...toMessage(conversation, row),
      pinned: row.pinned === 1,
      ...(row.has_comments === 1 && { comments: comments.listOf(conversation, id) }),
      ...(row.label_ids !== null && { labels: comments.labelsOf(conversation, row.label_ids) }),
    }
  }

  const update = changes.transaction(
    (conversation: ConversationRow, id: string, { text, labels }: MessageChange): OneMessage => {
      const { content, label_ids } = byId.get(id) as FoundRow
      const updated_at = clock().toISOString()
      const old: Message['content'] = JSON.parse(content)
      if (text !== undefined && text !== old.text) {
        rewrite.run({ id, content: JSON.stringify({ ...old, text }), updated_at })
        documents.noteMessage(id)
        const { channel_id, channel_type } = conversation
        const message = toMessage(conversation, byId.get(id) as FoundRow)
        changes.note(() => ({
          kind: 'message_updated',
          conversation_id: conversation.id,
          message: { ...message, channel_id, channel_type },
        }))
      }
      const wanted = labels?.length ? JSON.stringify([...new Set(labels)]) : null
      if (labels !== undefined && wanted !== label_ids) {
        setLabels.run({ id, label_ids: wanted, updated_at })
      }
      return read(conversation, id)
    },
  )

  const answer = changes.transaction(
    (conversation: ConversationRow, id: string, answered: string | number): Message => {
      const { content } = byId.get(id) as FoundRow
      setContent.run({ id, content: JSON.stringify({ ...JSON.parse(content), answered }) })
      return toMessage(conversation, byId.get(id) as FoundRow)
    },
  )

  return {
    /** @returns the row, undefined when it is not one of this conversation */
    find,

    /** The conversation of a message, for addresses that name the message alone. */
    conversationOf: (id: string): string | undefined => byId.get(id)?.conversation_id,

    /** As agents see a message that was found. */
    read,

    /** How many messages of the conversation were stored after it: its place in a list. */
    indexOf: (conversation: ConversationRow, { seq }: { seq: number }): number =>
      newer.get({ conversation_id: conversation.id, seq }) ?? 0,

    /** Nothing else of the message changes, nor its time (guessed). */
    pin: changes.transaction(
      (conversation: ConversationRow, id: string, isPinned: boolean): OneMessage => {
        setPinned.run(Number(isPinned), id)
        return read(conversation, id)
      },
    ),

    /**
     * Keeps the answer as `content.answered`. The time of the message stays, and search has the question
     * as it was sent: its documents follow messages by their numbers, and no change gives one (guessed).
     */
    answer,

    /**
     * What is not said stays, and so does the message's time in lists: `updated_at` is when it was changed.
     * Searches find the new text.
     */
    update: (conversation: ConversationRow, id: string, change: MessageChange): OneMessage =>
      update(conversation, id, change),
  }
}

function toMessage(conversation: ConversationRow, row: FoundRow): Message {
  return {
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
  }
}
