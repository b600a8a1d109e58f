/** What the indexes hold, in SQLite: every organization's messages, and the documents of fixtures. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../database/lazily.ts'
import { searchTables } from '../database/schema.ts'
import { findBoardOwners } from '../fixtures/board-owners.ts'
import type { FixtureDocuments } from '../fixtures/search-files.ts'
import type { DocumentChange, DocumentSource, JsonObject } from '../search-engine/index.ts'

/**
 * Writes a fixture's documents behind the messages already there, inside the caller's transaction.
 * Whatever is no organization's index becomes a board.
 *
 * @param files of which no board's documents name two organizations of this world
 */
export function seedDocuments(database: Database, files: FixtureDocuments[]): void {
  const organization = database
    .prepare<[string], string>('SELECT id FROM organizations WHERE id = ?')
    .pluck()
  const isOrganization = (id: string) => organization.get(id) !== undefined
  const insertBoard = database.prepare<[string, string | null]>(
    'INSERT INTO boards (id, organization_id) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const insertDocument = database.prepare<[number, string, string]>(
    'INSERT INTO documents (seq, index_uid, document) VALUES (?, ?, ?)',
  )
  let seq = prepareLatest(database)()
  const { owners } = findBoardOwners(files, isOrganization)
  for (const { uid, documents } of files) {
    if (!isOrganization(uid)) insertBoard.run(uid, owners.get(uid) ?? null)
    for (const document of documents) {
      seq += 1
      insertDocument.run(seq, uid, JSON.stringify(document))
    }
  }
  moveLatest(database, seq)
}

interface MessageRow {
  seq: number
  id: string
  organization_id: string
  business_unit_id: string
  conversation_id: string
  from: string
  type: string
  content: string
  created_at: string
  updated_at: string
}

/** A change, and the index it belongs to. */
export interface IndexChange extends DocumentChange {
  uid: string
}

export function createDocumentStore(database: Database) {
  const lazy = lazily(database)
  database.exec(searchTables)
  const latestOfAll = prepareLatest(database)
  const uids = lazy
    .prepare<[], string>('SELECT id FROM organizations UNION ALL SELECT id FROM boards')
    .pluck()
  const organization = lazy
    .prepare<[string], number>('SELECT 1 FROM organizations WHERE id = ?')
    .pluck()
  const owner = lazy
    .prepare<[{ uid: string }], string | null>(`
    SELECT id FROM organizations WHERE id = :uid
    UNION ALL SELECT organization_id FROM boards WHERE id = :uid`)
    .pluck()
  const messagesAfter = lazy.prepare<[number, number], MessageRow>(`
    SELECT m.seq, m.id, c.organization_id, c.business_unit_id, m.conversation_id, m."from", m.type,
      m.content, m.created_at, m.updated_at
    FROM messages m CROSS JOIN conversations c ON c.id = m.conversation_id
    WHERE m.seq > ? ORDER BY m.seq LIMIT ?`)
  const messageById = lazy.prepare<[string], MessageRow>(`
    SELECT m.seq, m.id, c.organization_id, c.business_unit_id, m.conversation_id, m."from", m.type,
      m.content, m.created_at, m.updated_at
    FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ?`)
  const allDocumentsAfter = lazy.prepare<[number, number], DocumentRow & { uid: string }>(
    'SELECT seq, index_uid AS uid, document FROM documents WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const documentsAfter = lazy.prepare<[string, number, number], DocumentRow>(`
    SELECT seq, document FROM documents WHERE index_uid = ? AND seq > ? ORDER BY seq LIMIT ?`)
  const lastDocument = lazy
    .prepare<[string], number>('SELECT max(seq) FROM documents WHERE index_uid = ?')
    .pluck()

  const messageCount = lazy
    .prepare<[string], number>(`
    SELECT count(*) FROM conversations c JOIN messages m ON m.conversation_id = c.id
    WHERE c.organization_id = ?`)
    .pluck()
  const documentCount = lazy
    .prepare<[string], number>('SELECT count(*) FROM documents WHERE index_uid = ?')
    .pluck()

  const documentById = lazy
    .prepare<[string, string], string>(
      "SELECT document FROM documents WHERE document ->> '_id' = ? AND index_uid = ?",
    )
    .pluck()

  function ofDocument(uid: string, { seq, document: text }: DocumentRow): DocumentChange {
    const document: JsonObject | string = JSON.parse(text)
    if (typeof document !== 'string') return { seq, _id: String(document._id), document }
    // The id of a message or an item that is another now, or gone (`operations/search/document-changes.ts`).
    const message = messageById.get(document)
    if (message !== undefined) return { seq, _id: document, document: messageDocument(message) }
    const item = documentById.get(document, uid)
    return { seq, _id: document, document: item === undefined ? null : JSON.parse(item) }
  }

  return {
    /** Every organization's index and every board's. */
    uids: (): string[] => uids.all(),

    /** Whose index it is, null for nobody's, undefined when there is none. */
    ownerOf: (uid: string): string | null | undefined => owner.get({ uid }),

    /** The number of the newest message or document: what a search that starts now has to see. */
    latest: latestOfAll,

    /** How many messages and documents an index holds. Counts rows: not for every request. */
    countOf: (uid: string): number => (messageCount.get(uid) ?? 0) + (documentCount.get(uid) ?? 0),

    /** What has happened to all indexes behind `seq`, in order. */
    changesAfter(seq: number, limit: number): IndexChange[] {
      const documents = allDocumentsAfter.all(seq, limit)
      const changes = [
        ...messagesAfter
          .all(seq, limit)
          .map((row) => ({ uid: row.organization_id, ...ofMessage(row) })),
        ...documents.map((row) => ({ uid: row.uid, ...ofDocument(row.uid, row) })),
      ]
      return changes.sort((one, other) => one.seq - other.seq).slice(0, limit)
    },

    /**
     * What an index holds: an organization's messages and what fixtures list for it.
     *
     * @param upTo the newest number that is told of; undefined for all
     */
    sourceOf(uid: string, upTo = (): number | undefined => undefined): DocumentSource {
      const hasMessages = organization.get(uid) !== undefined
      const newest = () => (hasMessages ? latestOfAll() : (lastDocument.get(uid) ?? 0))
      const latest = () => Math.min(newest(), upTo() ?? Number.POSITIVE_INFINITY)
      return {
        latest,
        changesAfter(seq, limit): DocumentChange[] {
          const messages = hasMessages ? messagesAfter.all(seq, limit) : []
          const documents = documentsAfter.all(uid, seq, limit)
          // A list that was cut says nothing about what lies behind its last row.
          const cuts = [messages, documents].filter((rows) => rows.length === limit)
          const end = Math.min(...cuts.map((rows) => rows.at(-1)?.seq ?? 0), latest())
          const changes = [
            ...messages
              .filter((row) => row.organization_id === uid && row.seq <= end)
              .map(ofMessage),
            ...documents.filter((row) => row.seq <= end).map((row) => ofDocument(uid, row)),
          ]
          changes.sort((one, other) => one.seq - other.seq)
          // The rows of other organizations count as seen, though nothing of them is told.
          const seen = changes.at(-1)?.seq ?? seq
          return seen < end ? [...changes, { seq: end, _id: '', document: null }] : changes
        },
      }
    },
  }
}
export type DocumentStore = ReturnType<typeof createDocumentStore>

interface DocumentRow {
  seq: number
  document: string
}

function ofMessage(row: MessageRow): DocumentChange {
  return { seq: row.seq, _id: row.id, document: messageDocument(row) }
}

/**
 * A message as the documentation shows it among the hits, its fields in that order: as it was sent,
 * without the answer that a question has got since.
 */
function messageDocument(row: MessageRow): JsonObject {
  const { answered, ...content }: JsonObject = JSON.parse(row.content)
  return {
    _id: row.id,
    doc_name: 'message',
    public_id: row.id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    conversation_id: row.conversation_id,
    from: row.from,
    type: row.type,
    content,
    created_at: row.created_at,
    updated_at: row.updated_at,
    fields_timestamp: {},
  }
}

/** Reads the highest number given out: SQLite keeps it for AUTOINCREMENT, also when rows are gone. */
function prepareLatest(database: Database): () => number {
  const latest = lazily(database)
    .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
    .pluck()
  return () => latest.get() ?? 0
}

/** The next message gets a number behind `seq`. */
function moveLatest(database: Database, seq: number): void {
  const moved = database
    .prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'messages'")
    .run(seq)
  if (moved.changes > 0) return
  database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)").run(seq)
}
