/** The operations that there are, and which of them an unknown address comes nearest to. */
import type { FastifyInstance } from 'fastify'
import { align, createDifference, isPrefix, isVersion } from './address-distance.ts'
import { type Addresses, createAddresses, splitWorld } from './paths.ts'

export interface Operation {
  method: string
  /** As it is declared: `/v1/backend/meilisearch/:index/search`. */
  url: string
  /** The mock's own have none. */
  operationId?: string
}

/** One address of an operation, cut at its slashes. */
interface Candidate {
  operation: Operation
  segments: string[]
}

/** Longer addresses are like nothing. */
const mostSegments = 12

/** What the nearest address may differ by at most: about two parts too many, or two prefixes too few. */
const farthest = 1.5
const wrongMethod = 0.3

/**
 * Makes `app.operationAddresses`, `app.operationAt` and `app.explainAddress`. To be called before the routes
 * are declared.
 */
export function rememberOperations(app: FastifyInstance): void {
  const operations: Operation[] = []
  app.addHook('onRoute', ({ method, url, schema }) => {
    // Of all that begins so: it answers nothing.
    if (url.endsWith('*')) return
    const { operationId } = (schema ?? {}) as { operationId?: string }
    for (const one of [method].flat()) {
      if (one !== 'HEAD' && one !== 'OPTIONS') operations.push({ method: one, url, operationId })
    }
  })
  // Made when they are first asked for, which is when all routes are declared.
  let addresses: Addresses | undefined
  const readAddresses = () => {
    addresses ??= createAddresses(operations.map(({ url }) => url))
    return addresses
  }
  app.decorate('operationAddresses', { getter: readAddresses })
  app.decorate('operationAt', (method, path) => {
    const here = operationsAt(operations, readAddresses().canonicalUrl(path))
    return here.find((operation) => operation.method === method)?.operationId
  })
  let candidates: Candidate[] | undefined
  app.decorate('explainAddress', (method, path) => {
    const { canonicalUrl } = readAddresses()
    candidates ??= candidatesOf(operations, readAddresses())
    const asked = splitWorld(path)?.url ?? path
    return explainAddress(operations, candidates, canonicalUrl, method, asked)
  })
}

function candidatesOf(operations: Operation[], { formsOf }: Addresses): Candidate[] {
  return operations
    .filter(({ url }) => url !== '/')
    .flatMap((operation) =>
      formsOf(operation.url).map((form) => ({ operation, segments: segmentsOf(form) })),
    )
}

/**
 * @param path as it was asked, with or without the proxies' `/api`
 * @returns the methods of a known address, else the nearest operation in the form that was asked, or
 *   where to look
 */
function explainAddress(
  operations: Operation[],
  candidates: Candidate[],
  canonicalUrl: Addresses['canonicalUrl'],
  method: string,
  path: string,
): string {
  const here = operationsAt(operations, canonicalUrl(path))
  if (here.length > 0) return `this address takes ${here.map(nameMethod).sort().join(' or ')}`

  const proxy = path.startsWith('/api/') ? '/api' : ''
  const asked = segmentsOf(decoded(path.slice(proxy.length)))
  const nearest = nearestTo(asked, method, candidates)
  if (nearest === undefined) return 'see /_mock/openapi.json'
  const form = proxy + withVersionOf(asked, nearest.segments)
  // With another version it can be another operation.
  const url = segmentsOf(canonicalUrl(form))
  const operation =
    operations.find(
      (one) => one.method === nearest.operation.method && isAt(segmentsOf(one.url), url),
    ) ?? nearest.operation
  const id = operation.operationId === undefined ? '' : ` (${operation.operationId})`
  return `nearest: ${operation.method} ${form.replace(/:(\w+)/g, '{$1}')}${id}`
}

/** Of whatever method. */
function operationsAt(operations: Operation[], canonicalPath: string): Operation[] {
  const asked = segmentsOf(decoded(canonicalPath))
  const fitting = operations.filter(({ url }) => isAt(segmentsOf(url), asked))
  // The router, too, takes a word before a parameter.
  const literal = fitting.filter(({ url }) => !url.includes(':'))
  return literal.length > 0 ? literal : fitting
}

function nameMethod({ method, operationId }: Operation): string {
  return operationId === undefined ? method : `${method} (${operationId})`
}

function isAt(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, n) => part === segments[n] || (part.startsWith(':') && segments[n] !== ''))
  )
}

function nearestTo(
  asked: string[],
  method: string,
  candidates: Candidate[],
): Candidate | undefined {
  if (asked.length > mostSegments) return undefined
  const differ = createDifference()
  let nearest: Candidate | undefined
  let least = farthest
  for (const candidate of candidates) {
    const { operation, segments } = candidate
    const isOther = operation.method !== (method === 'HEAD' ? 'GET' : method)
    const distance = align(asked, segments, differ) + (isOther ? wrongMethod : 0)
    if (distance >= least) continue
    // Prefixes alone are like everything.
    const isLike = (part: string) => asked.some((other) => differ(other, part) < 1)
    if (!segments.some((part) => !isPrefix(part) && !part.startsWith(':') && isLike(part))) continue
    nearest = candidate
    least = distance
  }
  return nearest
}

/** A known address with the version that was asked for: each operation answers under all of them. */
function withVersionOf(asked: string[], known: string[]): string {
  const version = asked.findLast(isVersion)
  const hasAny = ['backend', 'channel-service', 'platform'].some((word) => known.includes(word))
  const parts = known.map((part) => (hasAny && version && isVersion(part) ? version : part))
  return `/${parts.join('/')}`
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
