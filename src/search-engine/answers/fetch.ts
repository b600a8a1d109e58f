import { DocSet } from '../base/docset.ts'
import type { JsonObject } from '../base/json.ts'
import type { Room } from '../base/room.ts'
import type { Steps } from '../base/slices.ts'
import type { FilterFeatures } from '../filter/features.ts'
import { filterFetch, readFilter } from '../filter/filtering.ts'
import { toExternalId } from '../indexes/documents.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import type { FetchBody } from '../request/fetch-body.ts'
import { jsonText } from '../request/json-text.ts'
import { checkNetwork, Refusal } from '../request/refusal.ts'
import { sortedWindow } from '../sorting/fetch-sort.ts'
import {
  findNotSortable,
  parseSort,
  type SortCriterion,
  sayNotSortable,
} from '../sorting/sort-criteria.ts'
import { createAnswerMeter } from './answer-meter.ts'
import { selectFields, selectionOf } from './select.ts'
import { membersAfter, TextAnswer, writeDocuments } from './text-answer.ts'

/** What of a fetch is checked before its index is looked up. */
export interface FetchRequest {
  body: FetchBody
  ids: string[] | null
  sort: SortCriterion[]
}

/** Checks ids and the form of the sort. */
export function* prepareFetch(body: FetchBody): Steps<FetchRequest> {
  checkNetwork(body.useNetwork)
  const ids = body.ids ? yield* readIds(body.ids) : null
  return { body, ids, sort: yield* parseSort(body.sort ?? [], 'invalid_document_sort') }
}

/** Ids or documents between two pauses. */
const PAUSE = 64

function* readIds(sent: readonly unknown[]): Steps<string[]> {
  const ids: string[] = []
  for (const [position, id] of sent.entries()) {
    if (ids.push(readId(id, position)) % PAUSE === 0) yield
  }
  return ids
}

function readId(id: unknown, position: number): string {
  const known = toExternalId(id)
  if (known !== null) return known
  throw new Refusal(
    `In \`.ids[${position}]\`: Document identifier \`${jsonText(id)}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`,
    'invalid_document_ids',
  )
}

const SMALLER = 'Ask for less of each document with `fields`, or for fewer of them with `limit`.'

/**
 * POST /indexes/{uid}/documents/fetch on an index that is up to date. Without a sort documents
 * come by internal id, whatever the order of `ids`; `total` counts what the filter leaves.
 */
export function* fetchDocuments(
  index: EmbeddedIndex,
  { body, ids, sort }: FetchRequest,
  { room, answerLimit, features }: { room: Room; answerLimit: number; features: FilterFeatures },
): Steps<TextAnswer> {
  const { offset = 0, limit = 20 } = body
  const filter = yield* readFilter(body.filter, 'invalid_document_filter', features)
  const named = ids ? yield* findAll(index, ids) : index.documents.all()
  const candidates = filter ? (yield* filterFetch(filter, filterSource(index))).and(named) : named
  const docids =
    sort.length > 0
      ? yield* sorted(index, candidates, sort, offset, limit)
      : candidates.slice(offset, limit)
  const rest = { offset, limit, total: candidates.size }
  const results = yield* writeResults(index, body.fields, docids, answerLimit)
  return new TextAnswer(['{"results":[', ...results, ']', membersAfter(rest)], room)
}

function* writeResults(
  index: EmbeddedIndex,
  fields: readonly string[] | undefined,
  docids: readonly number[],
  answerLimit: number,
): Steps<string[]> {
  const { documents } = index
  const meter = createAnswerMeter(answerLimit, SMALLER)
  const isWhole = !fields && !index.fields.has('_vectors')
  if (isWhole) return yield* writeDocuments(documents, docids, meter)
  const show = shownBy(index, fields)
  const results: string[] = []
  for (const part of documents.parts(docids)) {
    const text = JSON.stringify(documents.readAll(part).map(show)).slice(1, -1)
    meter.count(Buffer.byteLength(text))
    if (results.length > 0) results.push(',')
    results.push(text)
    yield
  }
  return results
}

function* findAll(index: EmbeddedIndex, ids: readonly string[]): Steps<DocSet> {
  const found = new DocSet()
  for (const [at, id] of ids.entries()) {
    const docid = index.facets.find(id)
    if (docid !== undefined) found.add(docid)
    if (at % PAUSE === PAUSE - 1) yield
  }
  return found
}

/** What filters are evaluated over in an index. */
export function filterSource(index: EmbeddedIndex) {
  return {
    facets: index.facets,
    fieldId: index.fields.id,
    rules: index.settings.filterRules,
    all: index.documents.all(),
  }
}

/** A sortable field that no document ever had sorts nothing. */
function* sorted(
  index: EmbeddedIndex,
  candidates: DocSet,
  criteria: readonly SortCriterion[],
  offset: number,
  limit: number,
): Steps<number[]> {
  const refused = findNotSortable(criteria, index.settings)
  if (refused) {
    const message = sayNotSortable(refused, index.settings.sortableAttributes)
    throw new Refusal(message, 'invalid_document_sort')
  }
  const fields = criteria.flatMap(({ field, ascending }) => {
    const id = index.fields.id(field)
    return id === undefined ? [] : [{ id, ascending }]
  })
  yield
  return yield* sortedWindow(index.facets, candidates, fields, offset, limit)
}

/** `fields` selects names that the index knows, `*` is none; `_vectors` is never shown. */
function shownBy(
  index: EmbeddedIndex,
  names: readonly string[] | undefined,
): (document: JsonObject) => JsonObject {
  if (!names) return hideVectors
  const selection = selectionOf(names.filter((name) => index.fields.has(name)))
  return (document) => hideVectors(selectFields(document, selection))
}

function hideVectors(document: JsonObject): JsonObject {
  delete document._vectors
  return document
}
