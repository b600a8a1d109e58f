/** Tells indexes of messages that they have already, and that are others now or gone. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import { text } from '../../database/parameters.ts'

/**
 * Indexes follow the numbers of messages and documents. A message keeps its own, which is its place in its
 * conversation; so a change of it gets a number among the documents, with the message's id for a document.
 */
export function createDocumentChanges(database: Database) {
  const lazy = lazily(database)
  const noteAll = (condition: string) =>
    lazy.prepare<[{ id: string }]>(`
    INSERT INTO documents (seq, index_uid, document)
    SELECT
      (SELECT seq FROM sqlite_sequence WHERE name = 'messages') + row_number() OVER (ORDER BY m.seq),
      c.organization_id, json_quote(m.id)
    FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE ${condition} = ${text('id')}`)
  const noteOne = noteAll('m.id')
  const noteConversation = noteAll('m.conversation_id')
  const moveLatest = lazy.prepare<[number]>(
    "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'messages'",
  )

  return {
    /** To be called in the transaction that changes a message. */
    noteMessage(id: string): void {
      moveLatest.run(noteOne.run({ id }).changes)
    },
    /** To be called in the transaction that deletes a conversation, before it does. */
    noteMessagesOf(conversationId: string): void {
      moveLatest.run(noteConversation.run({ id: conversationId }).changes)
    },
  }
}
export type DocumentChanges = ReturnType<typeof createDocumentChanges>
