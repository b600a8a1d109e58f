/** Comments of messages, by prepared SQL. Each is found by the conversation of its message. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ConversationRow } from '../conversations/store.ts'
import type { Comment, Label } from './schemas.ts'

interface CommentRow {
  id: string
  message_id: string
  content: string
  user_id: string
  display_name: string
  /** JSON. */
  label_ids: string
  created_at: string
  updated_at: string
}

type Place = Pick<ConversationRow, 'id' | 'organization_id' | 'channel_type'>

export function createCommentStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const columns = `
    SELECT comments.id, message_id, comments.content, user_id, display_name, comments.label_ids,
      comments.created_at, comments.updated_at
    FROM comments JOIN users ON users.id = user_id`
  const ofMessage = lazy.prepare<[{ message_id: string }], CommentRow>(`
    ${columns} WHERE message_id = :message_id ORDER BY comments.rowid`)
  const byId = lazy.prepare<[{ id: string; conversation_id: string }], CommentRow>(`
    ${columns} JOIN messages ON messages.id = message_id
    WHERE comments.id = :id AND conversation_id = :conversation_id`)
  const label = lazy.prepare<[string, string], Label>(`
    SELECT l.id AS _id, l.id AS public_id, t.organization_id, t.business_unit_id, l.team_id, l.name,
      l.color, l.created_at, l.updated_at
    FROM team_labels l JOIN teams t ON t.id = l.team_id
    WHERE l.id = ? AND t.organization_id = ?`)
  const insert = lazy.prepare<[Omit<CommentRow, 'display_name'>]>(`
    INSERT INTO comments (id, message_id, user_id, content, label_ids, created_at, updated_at)
    VALUES (:id, :message_id, :user_id, :content, :label_ids, :created_at, :updated_at)`)
  const change = lazy.prepare<
    [{ id: string; content: string; label_ids: string; updated_at: string }]
  >(`
    UPDATE comments SET content = :content, label_ids = :label_ids, updated_at = :updated_at
    WHERE id = :id`)
  const erase = lazy.prepare<[string]>('DELETE FROM comments WHERE id = ?')
  const mark = lazy.prepare<[{ id: string }]>(`
    UPDATE messages SET has_comments = EXISTS (SELECT 1 FROM comments WHERE message_id = :id)
    WHERE id = :id`)

  /**
   * Labels that have been deleted since are left out.
   *
   * @param ids as JSON
   */
  const labelsOf = ({ organization_id }: Pick<Place, 'organization_id'>, ids: string): Label[] =>
    (JSON.parse(ids) as string[])
      .map((id) => label.get(id, organization_id))
      .filter((found) => found !== undefined)

  function toComment(row: CommentRow, place: Place): Comment {
    return {
      _id: row.id,
      content: row.content,
      channel_type: place.channel_type,
      labels: labelsOf(place, row.label_ids),
      from: { _id: row.user_id, display_name: row.display_name },
      created_at: row.created_at,
      updated_at: row.updated_at,
    }
  }

  const find = (conversation: Place, id: string): Comment | undefined => {
    const row = byId.get({ id, conversation_id: conversation.id })
    return row && toComment(row, conversation)
  }

  return {
    /** What is said about a message of the conversation, oldest first. */
    listOf: (conversation: Place, messageId: string): Comment[] =>
      ofMessage.all({ message_id: messageId }).map((row) => toComment(row, conversation)),

    find,

    /** Of a message, too. */
    labelsOf,

    /** The first of these ids that is no label of the organization. */
    unknownLabel: (ids: readonly string[], organizationId: string): string | undefined =>
      ids.find((id) => label.get(id, organizationId) === undefined),

    /** @param labelIds of the conversation's organization */
    add: changes.transaction(
      (
        conversation: Place,
        messageId: string,
        userId: string,
        content: string,
        labelIds: readonly string[],
      ): Comment => {
        const now = clock().toISOString()
        const id = newId('comment')
        insert.run({
          id,
          message_id: messageId,
          user_id: userId,
          content,
          label_ids: JSON.stringify(labelIds),
          created_at: now,
          updated_at: now,
        })
        mark.run({ id: messageId })
        return find(conversation, id) as Comment
      },
    ),

    /** @returns undefined when the conversation has no such comment */
    update: changes.transaction(
      (
        conversation: Place,
        id: string,
        { content, label_ids }: { content?: string; label_ids?: readonly string[] },
      ): Comment | undefined => {
        const row = byId.get({ id, conversation_id: conversation.id })
        if (row === undefined) return undefined
        change.run({
          id,
          content: content ?? row.content,
          label_ids: label_ids === undefined ? row.label_ids : JSON.stringify(label_ids),
          updated_at: clock().toISOString(),
        })
        return find(conversation, id)
      },
    ),

    /** @returns whether there was one */
    remove: changes.transaction((conversation: Place, id: string): boolean => {
      const row = byId.get({ id, conversation_id: conversation.id })
      if (row === undefined) return false
      erase.run(id)
      mark.run({ id: row.message_id })
      return true
    }),
  }
}
export type CommentStore = ReturnType<typeof createCommentStore>
