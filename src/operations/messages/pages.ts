/** Pages of messages, newest first: short ones at once, long ones in pieces. */
import { Readable } from 'node:stream'
import type { Database } from 'better-sqlite3'
import { answerLimit } from '../../base/answer-limit.ts'
import { turn } from '../../base/turn.ts'
import { lazily } from '../../database/lazily.ts'
import { integer, text } from '../../database/parameters.ts'
import { invalidRequest, unavailable } from '../../http/errors.ts'
import type { CommentStore } from '../comments/store.ts'
import type { ConversationRow } from '../conversations/store.ts'
import type { UserStore } from '../users/store.ts'
import { type PageExtras, pageExtras } from './page-extras.ts'
import type { Message } from './schemas.ts'

export interface MessageRow
  extends Pick<Message, 'id' | 'from' | 'type' | 'created_at' | 'updated_at'> {
  content: string
}
/** What agents see beside it. */
export interface ListedRow extends MessageRow {
  pinned: number
  /** Roughly the bytes of its comments; 0 where there are none. */
  comments_length: number
}
type StoredRow = ListedRow & { seq: number }

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
  /** Of which filling of the database. */
  filling: number
  conversation: ConversationRow
  /** Undefined for a contact. */
  extras: PageExtras | undefined
  /** The `seq` of its newest message. */
  newest: number
  rows: number
  count: number
  has_more: boolean
}

export function createMessagePages(database: Database, users: UserStore, comments: CommentStore) {
  const lazy = lazily(database)
  const columns = 'id, "from", type, content, created_at, updated_at'
  // With room for what stands around a comment's text.
  const forAgents = `pinned, CASE WHEN has_comments THEN (
    SELECT sum(octet_length(content) + 20 * octet_length(label_ids) + 400)
    FROM comments WHERE message_id = messages.id) ELSE 0 END AS comments_length`
  // Counted along with them: a statement of its own is a fifth of what SQLite takes for a page.
  const page = lazy.prepare<
    [{ conversation_id: string; limit: number; skip: number; longest: number }],
    Omit<ListedRow, 'content'> & { content: string | null; count: number }
  >(`
    SELECT id, "from", type, created_at, updated_at, ${forAgents},
      CASE WHEN octet_length(content) <= ${integer('longest')} THEN content END AS content,
      (SELECT count(*) FROM messages WHERE conversation_id = ${text('conversation_id')}) AS count
    FROM messages WHERE conversation_id = ${text('conversation_id')}
    ORDER BY seq DESC LIMIT ${integer('limit')} OFFSET ${integer('skip')}`)
  const count = lazy
    .prepare<[string], number>('SELECT count(*) FROM messages WHERE conversation_id = ?')
    .pluck()
  const newestOf = lazy
    .prepare<[{ conversation_id: string; skip: number }], number>(`
    SELECT seq FROM messages WHERE conversation_id = ${text('conversation_id')}
    ORDER BY seq DESC LIMIT 1 OFFSET ${integer('skip')}`)
    .pluck()
  const from = `
    FROM messages WHERE conversation_id = :conversation_id AND seq <= :newest
    ORDER BY seq DESC LIMIT :limit`
  type Window = [{ conversation_id: string; newest: number; limit: number }]
  const window = lazy.prepare<Window, StoredRow>(`SELECT seq, ${columns}, ${forAgents} ${from}`)
  const lengths = lazy
    .prepare<Window, [seq: number, length: number, pinned: number, comments_length: number]>(`
    SELECT seq, ${columns
      .split(', ')
      .map((column) => `octet_length(${column})`)
      .join(' + ')}, ${forAgents} ${from}`)
    .raw()

  let filling = 0

  /** To be called after each turn: the rows may be others by then, or gone with their database. */
  function checkRows(extent: Extent, found: unknown[]): void {
    if (extent.filling === filling && database.open && found.length > 0) return
    throw unavailable('the world was reset or closed while the list was read: ask again')
  }

  /** Reads lengths only, which SQLite knows without the texts. */
  async function checkLength(extent: Extent, invalid: string): Promise<void> {
    const { conversation, extras, rows } = extent
    const around = Buffer.byteLength(writerOf(conversation, undefined)(emptyRow))
    let { newest } = extent
    let total = 0
    for (let measured = 0; measured < rows; ) {
      const limit = Math.min(measuredRows, rows - measured)
      const found = lengths.all({ conversation_id: conversation.id, newest, limit })
      for (const [seq, length, , commentsLength] of found) {
        total += around + length + (extras === undefined ? 0 : commentsLength)
        if (total > answerLimit) throw tooLong(rows, measured, invalid)
        measured += 1
        newest = seq - 1
      }
      await turn()
      checkRows(extent, found)
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
    const rows = page.all({ conversation_id: conversation.id, limit, skip, longest })
    const [newest] = rows
    let length = 0
    for (const { content, comments_length } of rows) {
      length += (content?.length ?? Number.POSITIVE_INFINITY) + comments_length
    }
    if (newest === undefined || length > wholeLength || rows.length > wholeRows) return undefined
    const { count } = newest
    const texts = (rows as ListedRow[]).map(writerOf(conversation, extras))
    const has_more = skip + rows.length < count
    return listOpening + texts.join(',') + listEnd({ has_more, count, rows: rows.length, extras })
  }

  function readPiece(conversation_id: string, newest: number, limit: number): StoredRow[] {
    const rows: StoredRow[] = []
    let length = 0
    for (const row of window.iterate({ conversation_id, newest, limit })) {
      rows.push(row)
      length += row.content.length + row.comments_length
      if (length > pieceLength) break
    }
    return rows
  }

  /** The answer's text. It ends early, and so does the connection, when its rows go. */
  async function* write(extent: Extent): AsyncGenerator<string> {
    const { conversation, extras, rows } = extent
    const write = writerOf(conversation, extras)
    yield listOpening
    let { newest } = extent
    for (let written = 0; written < rows; ) {
      const piece = readPiece(conversation.id, newest, Math.min(pieceRows, rows - written))
      yield (written === 0 ? '' : ',') + piece.map(write).join(',')
      written += piece.length
      newest = (piece.at(-1)?.seq ?? 0) - 1
      await turn()
      checkRows(extent, piece)
    }
    yield listEnd(extent)
  }

  async function stream(extent: Extent, invalid: string): Promise<Readable> {
    await checkLength(extent, invalid)
    return Readable.from(write(extent), { objectMode: false, highWaterMark: pieceLength })
  }

  return {
    /**
     * @param isForAgent with what contacts do not see: who wrote, what is pinned, comments
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
      return stream({ filling, conversation, extras, newest, rows, has_more, count: all }, invalid)
    },

    /** To be called after all rows were replaced: lists that are being read end. */
    reset: () => {
      filling += 1
    },
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
  const write = ({ id, from, type, content, created_at, updated_at }: MessageRow) =>
    `{"object_name":"message","id":${quote(id)},${place},"from":${quote(from)},"type":${quote(type)},` +
    `"content":${content},"created_at":${quote(created_at)},"updated_at":${quote(updated_at)}`
  if (extras === undefined) return (row) => `${write(row)}}`
  return (row) => `${write(row)}${extras.of(row)}}`
}
