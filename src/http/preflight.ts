import type { IncomingHttpHeaders } from 'node:http'

/** So many unknown headers are named. */
const mostNamed = 5

/** A browser sends these methods without asking for them. */
const alwaysAllowed = ['GET', 'HEAD', 'POST']

/**
 * Why a browser will not send the request that it asks for in a preflight. To the gateway a preflight
 * is no failure, whatever it asks for: the browser reads the answer, refuses, and tells the page
 * nothing. Pure.
 *
 * @param headers of the preflight
 * @returns a sentence that names what is not allowed and what is, or undefined
 */
export function preflightProblem(
  headers: IncomingHttpHeaders,
  allowed: { headers: readonly string[]; methods: readonly string[] },
): string | undefined {
  if (headers.origin === undefined) return undefined
  const method = headers['access-control-request-method']
  if (method !== undefined && ![...allowed.methods, ...alwaysAllowed].includes(method)) {
    return `the browser will refuse: the method ${method} is not one that a page may use (${allowed.methods.join(', ')})`
  }
  const known = new Set(allowed.headers.map((name) => name.toLowerCase()))
  const unknown = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !known.has(name.toLowerCase()))
  if (unknown.length === 0) return undefined
  const named = unknown.slice(0, mostNamed).join(', ')
  const more = unknown.length > mostNamed ? ` and ${unknown.length - mostNamed} more` : ''
  const may = unknown.length === 1 ? 'is no header' : 'are no headers'
  return `the browser will refuse: ${named}${more} ${may} that a page may send (${allowed.headers.join(', ')})`
}
