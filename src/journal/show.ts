/** Entries as they are shown: all that could be secret is masked here, and nowhere later. */
import type { EventEntry, RequestEntry } from './entry.ts'
import { longestBody, readHead } from './entry.ts'
import { type Header, maskBody, maskHeader, maskText, secretsOf } from './mask.ts'
import type { Ring } from './ring.ts'
import type { JournalEvent, JournalMessage, JournalRequest } from './types.ts'

export function showRequest(
  entry: RequestEntry,
  ring: Pick<Ring<RequestEntry>, 'textsOf'>,
): JournalRequest {
  const [head, body, answer] = ring.textsOf(entry)
  const { headers, url, requestId } = readHead(head)
  const answerHeaders = answerHeadersOf(entry, requestId)
  const secrets = secretsOf([...headers, ...answerHeaders], url, [body, answer])
  const words = (text: string | undefined) => (text === undefined ? null : maskText(text, secrets))
  const message = (all: Header[], text: string, length: number): JournalMessage => ({
    headers: joined(all.map((header) => maskHeader(header, secrets))),
    ...shownBody(maskBody(text, secrets), length),
  })
  const { status } = entry
  return {
    id: entry.id,
    time: new Date(entry.time).toISOString(),
    world: entry.world,
    method: entry.method,
    url: maskText(url, secrets),
    operation: entry.operation ?? null,
    caller: entry.caller ?? null,
    request_id: maskText(requestId, secrets),
    request: message(headers, body, entry.bodyLength),
    response:
      status === undefined
        ? null
        : { status, ...message(answerHeaders, answer, entry.answerLength) },
    ms: entry.hundredths / 100,
    is_answered: entry.isAnswered,
    rows: entry.rows ?? {},
    reason: words(entry.reason),
    note: words(entry.note),
    fault: words(entry.fault),
    nearest: words(entry.nearest),
  }
}

export function showEvent(
  entry: EventEntry,
  ring: Pick<Ring<EventEntry>, 'textsOf'>,
): JournalEvent {
  const [, , payload] = ring.textsOf(entry)
  const { body, is_cut } = shownBody(
    maskBody(payload, secretsOf([], '', [payload])),
    entry.answerLength,
  )
  return {
    id: entry.id,
    time: new Date(entry.time).toISOString(),
    world: entry.world,
    event: entry.event,
    organization_id: entry.organization_id,
    sockets: entry.sockets,
    payload: body,
    is_cut,
  }
}

/** Of plain JSON only those are kept that say something of it. */
function answerHeadersOf({ answerHeaders, note }: RequestEntry, requestId: string): Header[] {
  if (typeof answerHeaders !== 'string') {
    return Object.entries(answerHeaders ?? {}).map(([name, value]) => [name, String(value)])
  }
  const headers: Header[] = [
    ['content-type', answerHeaders],
    ['x-request-id', requestId],
  ]
  return note === undefined ? headers : [...headers, ['x-mock-note', note]]
}

function joined(headers: Header[]): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    // A header may be called like what all objects have.
    const before = Object.hasOwn(all, key) ? all[key] : undefined
    const text = before === undefined ? value : `${before}, ${value}`
    Object.defineProperty(all, key, {
      value: text,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return all
}

/** @param length how long it was; -1 for words about it */
function shownBody(text: string, length: number): Pick<JournalMessage, 'body' | 'is_cut'> {
  if (length > longestBody) return { body: text, is_cut: true }
  if (text === '') return { body: null, is_cut: false }
  return { body: length < 0 ? text : parsed(text), is_cut: false }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
