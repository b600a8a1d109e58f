/** Tells indexes what else they hold than the messages that come: items of boards, and what has changed. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'

/**
 * Indexes follow the numbers of messages and documents. A message keeps its own, which is its place in its
 * conversation, and an item its place on its board; so a change of either gets a number among the
 * documents, with the id for a document. Each is to be called in the transaction that changes something.
 */
export function createDocumentChanges(database: Database) {
  const lazy = lazily(database)
  const noteAll = (condition: string) =>
    lazy.prepare<[{ id: string }]>(`
    INSERT INTO documents (seq, index_uid, document)
    SELECT
      (SELECT seq FROM sqlite_sequence WHERE name = 'messages') + row_number() OVER (ORDER BY m.seq),
      c.organization_id, json_quote(m.id)
    FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE ${condition} = :id`)
  const noteOne = noteAll('m.id')
  const noteConversation = noteAll('m.conversation_id')
  const moveLatest = lazy.prepare<[number]>(
    "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'messages'",
  )
  // In a world without messages.
  const beginNumbers = lazy.prepare<[]>(`
    INSERT INTO sqlite_sequence (name, seq)
    SELECT 'messages', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'messages')`)
  const insert = lazy.prepare<[string, string]>(`
    INSERT INTO documents (seq, index_uid, document)
    SELECT seq, ?, ? FROM sqlite_sequence WHERE name = 'messages'`)

  function add(boardId: string, document: unknown): void {
    beginNumbers.run()
    moveLatest.run(1)
    insert.run(boardId, JSON.stringify(document))
  }

  return {
    noteMessage(id: string): void {
      moveLatest.run(noteOne.run({ id }).changes)
    },
    /** Before the conversation is deleted. */
    noteMessagesOf(conversationId: string): void {
      moveLatest.run(noteConversation.run({ id: conversationId }).changes)
    },
    /** A new item of a board. */
    addItem: (boardId: string, item: object): void => add(boardId, item),
    /** One that is another now, or gone. */
    noteItem: (boardId: string, id: string): void => add(boardId, id),
  }
}
export type DocumentChanges = ReturnType<typeof createDocumentChanges>
