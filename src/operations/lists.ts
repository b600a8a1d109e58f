/** The gateway's lists: how a page is asked for, and the envelope it comes in (gateway facts 1.1). */
import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'

/** So many rows come where a request does not say how many. */
const defaultLimit = 10

/**
 * `limit` and `skip` as the platform reads them: what is missing, 0 or no number is the default, and
 * more than the most is the most. Texts, so that no client's slip is refused.
 */
export const pageQuery = {
  limit: Type.Optional(
    Type.String({ description: 'Rows in a page, default 10, 100 at most', examples: ['10'] }),
  ),
  skip: Type.Optional(
    Type.String({ description: 'Rows to leave out, default 0', examples: ['0'] }),
  ),
}

export interface Page {
  limit: number
  skip: number
}

/**
 * @param query as it was sent
 * @param usual how many rows there are without a limit, and how many at most
 */
export function readPage(
  query: { limit?: string; skip?: string },
  { limit = defaultLimit, most = 100 } = {},
): Page {
  const wanted = wholeNumber(query.limit)
  return { limit: Math.min(wanted > 0 ? wanted : limit, most), skip: wholeNumber(query.skip) }
}

/** For lists that one SDK reads page by page. Where `skip` is sent too, that counts. */
export const pageNumber = Type.Optional(
  Type.String({ description: 'The page instead of `skip`, from 1', examples: ['1'] }),
)

/** The same of a query that may name the page by its number: what is no number is the first. */
export function readNumberedPage(query: { limit?: string; skip?: string; page?: string }): Page {
  const { limit, skip } = readPage(query)
  if (query.skip) return { limit, skip }
  const before = Math.max(wholeNumber(query.page) - 1, 0)
  return { limit, skip: Math.min(before * limit, Number.MAX_SAFE_INTEGER) }
}

/** What that SDK reads beside the rows. */
export const Pagination = Type.Object({
  page: Type.Integer({ minimum: 1, description: 'Of this page, from 1' }),
  limit: Type.Integer({ minimum: 1 }),
  total: Type.Integer({ minimum: 0, description: 'All rows' }),
  total_pages: Type.Integer({ minimum: 0 }),
  has_next: Type.Boolean(),
  has_prev: Type.Boolean(),
})

export function paginationOf(total: number, { limit, skip }: Page): Static<typeof Pagination> {
  return {
    page: Math.floor(skip / limit) + 1,
    limit,
    total,
    total_pages: Math.ceil(total / limit),
    has_next: skip + limit < total,
    has_prev: skip > 0,
  }
}

/** 0 for what is no number. */
function wholeNumber(text: string | undefined): number {
  return /^\d+$/.test(text ?? '') ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : 0
}

const counts = {
  has_more: Type.Boolean({ description: 'Whether rows follow this page' }),
  count: Type.Integer({ minimum: 0, description: 'All rows' }),
  total: Type.Integer({ minimum: 0, description: 'The rows in this page' }),
}

/** The schema of a list. `count` and `total` mean the reverse of what their names suggest. */
export const ListOf = <Row extends TSchema, Nested extends TObject>(row: Row, nested: Nested) =>
  Type.Object({
    object_name: Type.Literal('list'),
    data: Type.Array(row),
    nested,
    ...counts,
  })

/** The schema of a list whose rows are `items`. */
export const ItemsOf = <Row extends TSchema>(row: Row) =>
  Type.Object({ items: Type.Array(row), ...counts })

/** Nothing beside the rows. */
export const NothingNested = Type.Object({})

type Counts = Static<TObject<typeof counts>>

/** @param count of all rows, on whatever page */
export function countsOf(rows: readonly unknown[], count: number, { skip }: Page): Counts {
  return { has_more: skip + rows.length < count, count, total: rows.length }
}

/** @returns the list in its envelope */
export function listOf<Row, Nested extends object>(
  data: Row[],
  count: number,
  page: Page,
  nested: Nested,
): { object_name: 'list'; data: Row[]; nested: Nested } & Counts {
  return { object_name: 'list', data, nested, ...countsOf(data, count, page) }
}
