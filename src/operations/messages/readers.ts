/** Who reads messages in several steps. They find theirs to the end, also when all rows are replaced. */
import type { Database } from 'better-sqlite3'
import { answerLimit } from '../../base/answer-limit.ts'
import { lazily } from '../../database/lazily.ts'
import type { Message } from './schemas.ts'

export interface MessageRow
  extends Pick<Message, 'id' | 'from' | 'type' | 'created_at' | 'updated_at'> {
  content: string
}
/** What agents see beside it. */
export interface ListedRow extends MessageRow {
  pinned: number
  /** Roughly the bytes of its comments and labels; 0 where there are none. */
  comments_length: number
  /** JSON. */
  label_ids: string | null
}
export type StoredRow = ListedRow & { seq: number }

/** The rows of a conversation from one on, newest first. */
export interface Window {
  conversation_id: string
  /** The `seq` of the newest. */
  newest: number
  limit: number
}

/** A window that shrinks from its newest row on while it is read. */
export interface Reader extends Window {
  rows(window: Window): Iterable<StoredRow>
  /** What the texts of each row take together, which SQLite knows without reading them. */
  lengths(window: Window): Iterable<[seq: number, length: number, comments_length: number]>
}

export interface MessageReaders {
  begin(window: Window): Reader
  /** To be called once for each `begin`. */
  end(reader: Reader): void
  /**
   * To be called before all rows are replaced: what is still to be read is copied, and read from the
   * copy. Nobody has to wait for a client that is slow. A list is at most `answerLimit` long, and
   * those of one conversation share their rows; SQLite moves what is too much for memory to a file of
   * its own.
   */
  keep(): void
}

type Source = Pick<Reader, 'rows' | 'lengths'> & {
  readers: Set<Reader>
  /** Takes a copy away that nobody reads any more. */
  drop: () => void
}

const columns = ['id', '"from"', 'type', 'content', 'created_at', 'updated_at']

/** What agents see of a row of `messages`, with room for what stands around a comment's text. */
export const forAgents = `pinned, label_ids, coalesce(20 * octet_length(label_ids), 0) + CASE WHEN has_comments THEN (
  SELECT sum(octet_length(content) + 20 * octet_length(label_ids) + 400)
  FROM comments WHERE message_id = messages.id) ELSE 0 END AS comments_length`

export function createMessageReaders(database: Database): MessageReaders {
  const lazy = lazily(database)
  const messages = sourceOf('main.messages', forAgents, () => undefined)
  const sources = new WeakMap<Reader, Source>()
  let copies = 0

  function sourceOf(table: string, extras: string, drop: () => void): Source {
    const found = `
      FROM ${table} WHERE conversation_id = :conversation_id AND seq <= :newest
      ORDER BY seq DESC LIMIT :limit`
    const length = columns.map((column) => `octet_length(${column})`).join(' + ')
    const rows = lazy.prepare<[Window], StoredRow>(`SELECT seq, ${columns}, ${extras} ${found}`)
    const lengths = lazy
      .prepare<[Window], [number, number, number]>(`
        SELECT seq, length, comments_length
        FROM (SELECT seq, ${length} AS length, ${extras} ${found})`)
      .raw()
    return {
      rows: ({ conversation_id, newest, limit }) =>
        rows.iterate({ conversation_id, newest, limit }),
      lengths: ({ conversation_id, newest, limit }) =>
        lengths.iterate({ conversation_id, newest, limit }),
      readers: new Set(),
      drop,
    }
  }

  function move(reader: Reader, source: Source): void {
    const { rows, lengths } = source
    Object.assign(reader, { rows, lengths })
    source.readers.add(reader)
    sources.set(reader, source)
  }

  /** How far down a list goes that is short enough to be sent; one row more of those that are not. */
  function oldestOf(reader: Reader): number {
    let total = 0
    let oldest = reader.newest
    for (const [seq, length, commentsLength] of reader.lengths(reader)) {
      oldest = seq
      total += length + commentsLength
      if (total > answerLimit) break
    }
    return oldest
  }

  const copy = database.transaction((table: string, readers: Iterable<Reader>) => {
    database.exec(`
      CREATE TABLE ${table} (
        seq INTEGER, conversation_id TEXT, ${columns.join(' TEXT, ')} TEXT,
        pinned INTEGER, label_ids TEXT, comments_length INTEGER,
        PRIMARY KEY (conversation_id, seq)
      ) STRICT, WITHOUT ROWID`)
    const insert = database.prepare(`
      INSERT OR IGNORE INTO ${table} SELECT seq, conversation_id, ${columns}, ${forAgents} FROM main.messages
      WHERE conversation_id = ? AND seq BETWEEN ? AND ?`)
    for (const reader of readers) {
      insert.run(reader.conversation_id, oldestOf(reader), reader.newest)
    }
  })

  return {
    begin(window) {
      const { rows, lengths } = messages
      const reader: Reader = { ...window, rows, lengths }
      move(reader, messages)
      return reader
    },
    end(reader) {
      const source = sources.get(reader)
      source?.readers.delete(reader)
      if (source?.readers.size === 0 && database.open) source.drop()
    },
    keep() {
      if (messages.readers.size === 0) return
      copies += 1
      const table = `temp.messages_${copies}`
      copy(table, messages.readers)
      const kept = sourceOf(
        table,
        'pinned, label_ids, comments_length',
        () => void database.exec(`DROP TABLE ${table}`),
      )
      for (const reader of messages.readers) move(reader, kept)
      messages.readers.clear()
    },
  }
}
