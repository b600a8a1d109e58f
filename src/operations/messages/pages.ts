/** Pages of messages, newest first: short ones at once, long ones in pieces. */
import { Readable } from 'node:stream'
import type { Database } from 'better-sqlite3'
import { answerLimit } from '../../base/answer-limit.ts'
import { turn } from '../../base/turn.ts'
import { lazily } from '../../database/lazily.ts'
import { invalidRequest, unavailable } from '../../http/errors.ts'
import type { CommentStore } from '../comments/store.ts'
import type { ConversationRow } from '../conversations/store.ts'
import type { UserStore } from '../users/store.ts'
import { type PageExtras, pageExtras } from './page-extras.ts'
import {
  createMessageReaders,
  forAgents,
  type ListedRow,
  type MessageRow,
  type Reader,
  type StoredRow,
} from './readers.ts'
import type { Message } from './schemas.ts'

/** A page of at most so many rows, and characters of content, is built as a whole. */
const wholeRows = 500
const wholeLength = 2 * 1024 * 1024
/** Bytes of a content that is read for such a page in any case: the others decide by their share. */
const shortContent = 64 * 1024

/** What is read, written and sent between two turns of others. */
const pieceRows = 200
const pieceLength = 128 * 1024
const measuredRows = 1_000

/** What a page consists of, fixed when it is asked for: later messages do not shift it. */
interface Extent {
  conversation: ConversationRow
  reader: Reader
  /** Undefined for a contact. */
  extras: PageExtras | undefined
  rows: number
  count: number
  has_more: boolean
}

/** Without a content that is too long for its page, and for contacts without what agents see. */
type PageRow = Omit<MessageRow, 'content'> &
  Partial<Omit<ListedRow, keyof MessageRow>> & { content: string | null; count: number }

export function createMessagePages(database: Database, users: UserStore, comments: CommentStore) {
  const lazy = lazily(database)
  const readers = createMessageReaders(database)
  // Counted along with them: a statement of its own is a fifth of what SQLite takes for a page. And what
  // agents see beside a message is another.
  const pageWith = (extras: string) =>
    lazy.prepare<
      [{ conversation_id: string; limit: number; skip: number; longest: number }],
      PageRow
    >(`
    SELECT id, "from", type, created_at, updated_at, ${extras}
      CASE WHEN octet_length(content) <= :longest THEN content END AS content,
      (SELECT count(*) FROM messages WHERE conversation_id = :conversation_id) AS count
    FROM messages WHERE conversation_id = :conversation_id
    ORDER BY seq DESC LIMIT :limit OFFSET :skip`)
  const pageOfContact = pageWith('')
  const pageOfAgent = pageWith(`${forAgents},`)
  const count = lazy
    .prepare<[string], number>('SELECT count(*) FROM messages WHERE conversation_id = ?')
    .pluck()
  const newestOf = lazy
    .prepare<[{ conversation_id: string; skip: number }], number>(`
    SELECT seq FROM messages WHERE conversation_id = :conversation_id
    ORDER BY seq DESC LIMIT 1 OFFSET :skip`)
    .pluck()
  /** To be called after each turn: the rows may be gone by then, by hand or with their database. */
  function checkRows(found: number): void {
    if (database.open && found > 0) return
    throw unavailable(
      'the world was closed while the list was read, or its rows deleted: ask again',
    )
  }

  /** Reads lengths only, which SQLite knows without the texts. */
  async function checkLength({ conversation, reader, extras, rows }: Extent, invalid: string) {
    const around = Buffer.byteLength(writerOf(conversation, undefined)(emptyRow))
    let { newest } = reader
    let total = 0
    for (let measured = 0; measured < rows; ) {
      const limit = Math.min(measuredRows, rows - measured)
      let found = 0
      for (const [seq, length, commentsLength] of reader.lengths({ ...reader, newest, limit })) {
        found += 1
        total += around + length + (extras === undefined ? 0 : commentsLength)
        if (total > answerLimit) throw tooLong(rows, measured, invalid)
        measured += 1
        newest = seq - 1
      }
      await turn()
      checkRows(found)
    }
  }

  /** @returns undefined when the messages are long or many, or none that could be counted along with */
  function readWhole(
    conversation: ConversationRow,
    limit: number,
    skip: number,
    extras: PageExtras | undefined,
  ) {
    const longest = Math.max(shortContent, Math.floor(wholeLength / limit))
    const page = extras === undefined ? pageOfContact : pageOfAgent
    const rows = page.all({ conversation_id: conversation.id, limit, skip, longest })
    const [newest] = rows
    let length = 0
    for (const { content, comments_length = 0 } of rows) {
      length += (content?.length ?? Number.POSITIVE_INFINITY) + comments_length
    }
    if (newest === undefined || length > wholeLength || rows.length > wholeRows) return undefined
    const { count } = newest
    const texts = (rows as ListedRow[]).map(writerOf(conversation, extras))
    const has_more = skip + rows.length < count
    return listOpening + texts.join(',') + listEnd({ has_more, count, rows: rows.length, extras })
  }

  function readPiece(reader: Reader): StoredRow[] {
    const rows: StoredRow[] = []
    let length = 0
    for (const row of reader.rows({ ...reader, limit: Math.min(pieceRows, reader.limit) })) {
      rows.push(row)
      length += row.content.length + row.comments_length
      if (length > pieceLength) break
    }
    reader.limit -= rows.length
    reader.newest = (rows.at(-1)?.seq ?? 0) - 1
    return rows
  }

  /** The answer's text. It ends early, and so does the connection, when its rows go. */
  async function* write(extent: Extent): AsyncGenerator<string> {
    const { conversation, reader, extras } = extent
    const write = writerOf(conversation, extras)
    let separator = ''
    yield listOpening
    while (reader.limit > 0) {
      const piece = readPiece(reader)
      yield separator + piece.map(write).join(',')
      separator = ','
      await turn()
      checkRows(piece.length)
    }
    yield listEnd(extent)
  }

  async function stream(extent: Extent, invalid: string): Promise<Readable> {
    const end = () => readers.end(extent.reader)
    try {
      await checkLength(extent, invalid)
    } catch (error) {
      end()
      throw error
    }
    const text = Readable.from(write(extent), { objectMode: false, highWaterMark: pieceLength })
    // Comes once, also for a client that left before anything was read.
    return text.once('close', end)
  }

  return {
    /**
     * @param isForAgent with what contacts do not see: who wrote, what is pinned, comments, labels
     * @param invalid the operation's documented 400 message
     * @returns the list as JSON text, in pieces when it is long
     * @throws {ApiError} 400, by the promise, when the text would be longer than `answerLimit`
     */
    list(
      conversation: ConversationRow,
      limit: number,
      skip: number,
      isForAgent: boolean,
      invalid: string,
    ): string | Promise<Readable> {
      const extras = isForAgent ? pageExtras(conversation, users, comments) : undefined
      // One more than fit, to see whether these are all that were asked for.
      const whole = readWhole(conversation, Math.min(limit, wholeRows + 1), skip, extras)
      if (whole !== undefined) return whole
      const all = count.get(conversation.id) ?? 0
      const rows = Math.min(limit, Math.max(0, all - skip))
      const has_more = skip + rows < all
      if (rows === 0) return listOpening + listEnd({ has_more, count: all, rows, extras })
      const newest = newestOf.get({ conversation_id: conversation.id, skip }) ?? 0
      const reader = readers.begin({ conversation_id: conversation.id, newest, limit: rows })
      return stream({ conversation, reader, extras, rows, has_more, count: all }, invalid)
    },

    /** To be called before all rows are replaced: lists that are being read go on as they were. */
    keep: readers.keep,
  }
}

function tooLong(rows: number, fitting: number, invalid: string) {
  return invalidRequest(
    invalid,
    `limit: these ${rows} messages make an answer of more than ${answerLimit / 1024 / 1024} MiB, the longest that is sent: ask with limit=${fitting} or less, and skip for the others`,
  )
}

/** A row without texts. The digit stands for the comma behind it. */
const emptyRow: ListedRow = {
  id: '',
  from: '',
  type: '' as Message['type'],
  content: '0',
  created_at: '',
  updated_at: '',
  pinned: 0,
  comments_length: 0,
  label_ids: null,
}

const listOpening = '{"object_name":"list","data":['

function listEnd({
  has_more,
  count,
  rows,
  extras,
}: Pick<Extent, 'has_more' | 'count' | 'rows' | 'extras'>): string {
  const nested = extras === undefined ? '{}' : extras.nested()
  return `],"nested":${nested},"has_more":${has_more},"count":${count},"total":${rows}}`
}

/** Texts that JSON has as they are, between quotes. */
const plain = /^[ !#-[\]-~]*$/

/**
 * Writes messages of a conversation as `MessageList` has them. Content is JSON text already: to read it
 * and write it again was a third of a page.
 */
function writerOf(
  conversation: ConversationRow,
  extras: PageExtras | undefined,
): (row: ListedRow) => string {
  const quote = JSON.stringify
  const { organization_id, business_unit_id, id: conversation_id } = conversation
  const place = quote({ organization_id, business_unit_id, conversation_id }).slice(1, -1)
  const write = ({ id, from, type, content, created_at, updated_at }: MessageRow) => {
    const isPlain = plain.test(id + from + type + created_at + updated_at)
    const quoted = isPlain ? (text: string) => `"${text}"` : quote
    return (
      `{"object_name":"message","id":${quoted(id)},${place},"from":${quoted(from)},"type":${quoted(type)},` +
      `"content":${content},"created_at":${quoted(created_at)},"updated_at":${quoted(updated_at)}`
    )
  }
  if (extras === undefined) return (row) => `${write(row)}}`
  return (row) => `${write(row)}${extras.of(row)}}`
}
