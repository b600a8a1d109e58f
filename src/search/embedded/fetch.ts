import type { EngineAnswer, JsonObject } from '../engine.ts'
import { DocSet } from './docset.ts'
import { toExternalId } from './documents.ts'
import type { EmbeddedIndex } from './embedded-index.ts'
import { sortedWindow } from './fetch-sort.ts'
import type { FilterFeatures } from './filter/features.ts'
import { filterFetch, readFilter } from './filtering.ts'
import type { FetchBody } from './request/fetch-body.ts'
import { jsonText } from './request/json-text.ts'
import { checkNetwork, Refusal } from './request/refusal.ts'
import { selectFields, selectionOf } from './select.ts'
import { findNotSortable, parseSort, type SortCriterion, sayNotSortable } from './sort-criteria.ts'

/** What of a fetch is checked before its index is looked up. */
export interface FetchRequest {
  body: FetchBody
  ids: string[] | null
  sort: SortCriterion[]
}

/** Checks ids and the form of the sort. */
export function prepareFetch(body: FetchBody): FetchRequest {
  checkNetwork(body.useNetwork)
  const ids = body.ids?.map(readId) ?? null
  return { body, ids, sort: parseSort(body.sort ?? [], 'invalid_document_sort') }
}

function readId(id: unknown, position: number): string {
  const known = toExternalId(id)
  if (known !== null) return known
  throw new Refusal(
    `In \`.ids[${position}]\`: Document identifier \`${jsonText(id)}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`,
    'invalid_document_ids',
  )
}

/**
 * POST /indexes/{uid}/documents/fetch on an index that is up to date. Without a sort documents
 * come by internal id, whatever the order of `ids`; `total` counts what the filter leaves.
 */
export function fetchDocuments(
  index: EmbeddedIndex,
  { body, ids, sort }: FetchRequest,
  features: FilterFeatures,
): EngineAnswer {
  const { offset = 0, limit = 20 } = body
  const filter = readFilter(body.filter, 'invalid_document_filter', features)
  const named = ids ? findAll(index, ids) : index.documents.all()
  const candidates = filter ? filterFetch(filter, filterSource(index)).and(named) : named
  const found = sort.length > 0 ? sorted(index, candidates, sort, offset, limit) : null
  const docids = found ?? candidates.slice(offset, limit)
  const rest = { offset, limit, total: candidates.size }
  if (!body.fields && !index.fields.has('_vectors')) {
    return new TextAnswer(index.documents.readText(docids), rest)
  }
  const results = index.documents.readAll(docids).map(shownBy(index, body.fields))
  return { status: 200, body: { results, ...rest } }
}

/** An answer of whole documents as they are stored; the body is only built when it is looked at. */
class TextAnswer implements EngineAnswer {
  readonly status = 200
  readonly text: string
  #body: JsonObject | undefined

  constructor(results: string, rest: JsonObject) {
    this.text = `{"results":${results},${JSON.stringify(rest).slice(1)}`
  }

  get body(): JsonObject {
    this.#body ??= JSON.parse(this.text) as JsonObject
    return this.#body
  }
}

function findAll(index: EmbeddedIndex, ids: readonly string[]): DocSet {
  return DocSet.of(ids.map((id) => index.documents.find(id)).filter((id) => id !== undefined))
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
function sorted(
  index: EmbeddedIndex,
  candidates: DocSet,
  criteria: readonly SortCriterion[],
  offset: number,
  limit: number,
): number[] {
  const refused = findNotSortable(criteria, index.settings)
  if (refused) {
    const message = sayNotSortable(refused, index.settings.sortableAttributes)
    throw new Refusal(message, 'invalid_document_sort')
  }
  const fields = criteria.flatMap(({ field, ascending }) => {
    const id = index.fields.id(field)
    return id === undefined ? [] : [{ id, ascending }]
  })
  return sortedWindow(index.facets, candidates, fields, offset, limit)
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
