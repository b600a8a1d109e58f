/** Requests as an HTTP Archive 1.2, which browsers and proxies read. Pure. */
import { version } from '../base/version.ts'
import { textOf } from './curl.ts'
import type { JournalMessage, JournalRequest } from './types.ts'

/** @param requests the oldest first */
export function harOf(requests: readonly JournalRequest[], base: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'imbrace-gateway-mock', version },
      entries: requests.map((request) => entryOf(request, base)),
    },
  }
}

function entryOf(one: JournalRequest, base: string): object {
  const { request, response, ms } = one
  const url = base + one.url
  return {
    startedDateTime: one.time,
    time: ms,
    request: {
      method: one.method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: listOf(request.headers),
      queryString: queryOf(one.url),
      headersSize: -1,
      bodySize: request.body === null ? 0 : -1,
      ...(request.body !== null && {
        postData: { mimeType: typeOf(request), text: textOf(request.body) },
      }),
    },
    response: {
      // Browsers write 0 for what had no answer.
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: listOf(response?.headers ?? {}),
      content: contentOf(response),
      redirectURL: response?.headers.location ?? '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    // Names with an underscore are everybody's own.
    _id: one.id,
    _world: one.world,
    _operation: one.operation,
    _caller: one.caller,
    _reason: one.reason,
    _note: one.note,
    _fault: one.fault,
  }
}

const typeOf = ({ headers }: JournalMessage) => headers['content-type'] ?? ''

function contentOf(response: JournalMessage | null): object {
  if (response === null || response.body === null) return { size: 0, mimeType: '' }
  const text = textOf(response.body)
  return {
    size: Buffer.byteLength(text),
    mimeType: typeOf(response),
    text,
    ...(response.is_cut && { comment: 'It was longer: this is its beginning.' }),
  }
}

function listOf(headers: Record<string, string>): object[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}

function queryOf(url: string): object[] {
  const [, query = ''] = url.split('?')
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }))
}
