/**
 * The credential that a request carries, read from its headers alone (gateway facts 2.2): `x-api-key`
 * first, then `Authorization: Bearer` with `x-organization-id`, then `x-access-token`, then a plain
 * Bearer. The first that is there decides. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { unauthorized } from './errors.ts'

export type Credential = {
  /** The organization that the caller asks for, where it names one. */
  organization: string | undefined
} & (
  | { kind: 'api_key' | 'token'; value: string }
  /** A JWT's own claims, believed: the mock has no key to check its signature with (guessed). */
  | { kind: 'jwt'; claims: Record<string, unknown> }
)

/** Whether there is one, of whatever kind and worth. */
export function carriesCredential(headers: IncomingHttpHeaders): boolean {
  return (
    single(headers['x-api-key']) !== undefined ||
    single(headers['x-access-token']) !== undefined ||
    bearerOf(headers) !== undefined
  )
}

/** @throws {ApiError} 401 where there is none, and for a JWT that cannot be read */
export function readCredential(headers: IncomingHttpHeaders): Credential {
  const apiKey = single(headers['x-api-key'])
  const organization = single(headers['x-organization-id'])
  if (apiKey !== undefined) return { kind: 'api_key', value: apiKey, organization }

  const bearer = bearerOf(headers)
  const withOrganization = organization === undefined ? undefined : bearer
  const token = withOrganization ?? single(headers['x-access-token']) ?? bearer
  if (token === undefined) {
    throw unauthorized('no credential: send x-access-token, x-api-key or Authorization: Bearer')
  }
  if (token !== bearer || !isJwt(token)) return { kind: 'token', value: token, organization }
  if (organization === undefined) throw unauthorized('a JWT needs x-organization-id beside it')
  return { kind: 'jwt', claims: readClaims(token), organization }
}

function bearerOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
}

/** A JWT's first part is a JSON object in base64url, so it begins like this. */
function isJwt(token: string): boolean {
  return token.startsWith('eyJ')
}

function readClaims(jwt: string): Record<string, unknown> {
  const [, payload, signature] = jwt.split('.')
  if (payload === undefined || signature === undefined) throw unauthorized('the JWT is cut short')
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    if (typeof claims === 'object' && claims !== null) return claims as Record<string, unknown>
  } catch {
    // Not JSON: refused below like every other payload that is no object.
  }
  throw unauthorized('the JWT’s payload is not a JSON object')
}

/** An empty header is a header not sent: clients send one for a token they do not have yet. */
function single(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) ? header[0] : header
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
