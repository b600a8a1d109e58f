/** Whether a client has a file already, by the headers of its request (RFC 9110, 13). Pure. */
import type { IncomingHttpHeaders } from 'node:http'

/** What tells one state of a file from another. */
export interface Validators {
  /** A strong one, with its quotes. */
  etag: string
  /** Undefined where it is not known. */
  modified: Date | undefined
}

/** @returns whether `If-None-Match`, or without it `If-Modified-Since`, names this state */
export function isKnown(
  headers: Pick<IncomingHttpHeaders, 'if-none-match' | 'if-modified-since'>,
  { etag, modified }: Validators,
): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  }
  const since = headers['if-modified-since']
  if (since === undefined || modified === undefined) return false
  // Headers have no milliseconds.
  return Math.floor(modified.getTime() / 1000) * 1000 <= Date.parse(since)
}

/** @returns whether a part of the file continues what the client has: `If-Range` names this state */
export function isContinued(
  headers: IncomingHttpHeaders,
  { etag }: Pick<Validators, 'etag'>,
): boolean {
  const range = headers['if-range']
  return range === undefined || range === etag
}
