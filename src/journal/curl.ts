/** A request as a command line. Pure. */
import type { JournalRequest } from './types.ts'

/** What curl writes itself. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'accept-encoding',
  'transfer-encoding',
  'expect',
])

/** @returns the command for a shell, with `***` for what is secret */
export function curlOf({ method, url, request }: JournalRequest, base: string): string {
  const { headers, body, is_cut } = request
  const lines = [`curl ${quoted(base + url)}`]
  if (method !== 'GET') lines.push(`--request ${method}`)
  for (const [name, value] of Object.entries(headers)) {
    if (!ownHeaders.has(name)) lines.push(`--header ${quoted(`${name}: ${value}`)}`)
  }
  if (body !== null) lines.push(`--data-raw ${quoted(textOf(body))}`)
  const command = lines.join(' \\\n  ')
  return is_cut ? `# The body was longer: this is its beginning.\n${command}\n` : `${command}\n`
}

export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Within single quotes a shell reads nothing but their end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
