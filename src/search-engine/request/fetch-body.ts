import { anything, count, flag, list, optional, type Read, readBody, text } from './checks.ts'
import { needsRealMeilisearch } from './refusal.ts'

/** In the order of Meilisearch 1.50's `BrowseQuery`, which its messages repeat. */
const PARAMETERS = {
  offset: { check: count, code: 'invalid_document_offset' },
  limit: { check: count, code: 'invalid_document_limit' },
  fields: { check: optional(list(text)), code: 'invalid_document_fields' },
  retrieveVectors: { check: flag, code: 'invalid_document_retrieve_vectors' },
  ids: { check: optional(list(anything)), code: 'invalid_document_ids' },
  filter: { check: optional(anything), code: 'invalid_document_filter' },
  sort: { check: optional(list(text)), code: 'invalid_document_sort' },
  useNetwork: { check: optional(flag), code: 'invalid_document_use_network' },
}

export type FetchBody = Read<typeof PARAMETERS>

/**
 * Checks the body of a fetch. Refuses with Meilisearch 1.50's messages, and by name what only a
 * real Meilisearch has.
 */
export function readFetchBody(body: unknown): FetchBody {
  const read = readBody(body, PARAMETERS)
  const { retrieveVectors } = read
  if (retrieveVectors)
    throw needsRealMeilisearch('retrieveVectors', PARAMETERS.retrieveVectors.code)
  return read
}
