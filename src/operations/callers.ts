/**
 * Credential -> caller, as the gateway resolves it (gateway facts 2.2): `x-api-key` first, then
 * `Authorization: Bearer` with `x-organization-id`, then `x-access-token`, then a plain Bearer.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { type ApiError, forbidden, unauthorized } from '../http/errors.ts'
import type { World } from '../worlds/world.ts'
import type { DirectoryStore, TokenRow } from './directory/store.ts'

/** Somebody with a user: a person's token or session, or a program's API key. */
export interface AgentCaller {
  kind: 'user' | 'api_key'
  organization_id: string
  user_id: string
  /** The conversation the token stands for when a request names none. */
  conversation_id: string | null
}

export interface ContactCaller {
  kind: 'contact'
  organization_id: string
  contact_id: string
  conversation_id: string | null
}

export interface ChannelCaller {
  kind: 'channel'
  organization_id: string
  channel_id: string
}

export type Caller = AgentCaller | ContactCaller | ChannelCaller
export type CallerKind = Caller['kind']

/** Who may call what: gateway facts 2.4. */
export const agents: CallerKind[] = ['user', 'api_key']
export const agentsAndContacts: CallerKind[] = [...agents, 'contact']
export const everyone: CallerKind[] = [...agentsAndContacts, 'channel']

type Headers = FastifyRequest['headers']

/** Lets a request pass to a route with `config.callers` only with a caller of such a kind. */
export function requireCallers(app: FastifyInstance): void {
  app.decorateRequest('caller')
  app.addHook('onRequest', (request, _reply, done) => {
    const { callers } = request.routeOptions.config
    try {
      if (callers) request.caller = authenticate(request.headers, callers, request.world)
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}

/**
 * @param headers of the request
 * @param allowed the kinds of caller the operation takes
 * @throws {ApiError} 401 for no, an unknown, an expired or the wrong kind of credential; 403 for an
 *   organization that is not the caller's
 */
function authenticate(
  headers: Headers,
  allowed: CallerKind[],
  { directory, clock }: World,
): Caller {
  const caller = identify(headers, directory, clock)
  if (!allowed.includes(caller.kind)) {
    throw unauthorized(`this operation takes ${allowed.join(', ')} credentials, not ${caller.kind}`)
  }
  return caller
}

function identify(headers: Headers, directory: DirectoryStore, clock: Clock): Caller {
  const apiKey = single(headers['x-api-key'])
  const organization = single(headers['x-organization-id'])
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]

  if (apiKey !== undefined) {
    const row = directory.findToken(apiKey)
    if (row?.kind !== 'api_key') throw unauthorized('x-api-key: not a known API key')
    return callerOf(row, organization, directory, clock)
  }
  const withOrganization = organization === undefined ? undefined : bearer
  const token = withOrganization ?? single(headers['x-access-token']) ?? bearer
  if (token === undefined) {
    throw unauthorized('no credential: send x-access-token, x-api-key or Authorization: Bearer')
  }
  if (token === bearer && isJwt(token)) return jwtCaller(token, organization, directory, clock)
  const row = directory.findToken(token)
  if (row === undefined) throw unauthorized('the access token is not known in this world')
  return callerOf(row, organization, directory, clock)
}

function callerOf(
  row: TokenRow,
  organization: string | undefined,
  directory: DirectoryStore,
  clock: Clock,
): Caller {
  if (row.expires_at !== null && row.expires_at <= clock().toISOString()) {
    throw unauthorized(`the token expired at ${row.expires_at}`)
  }
  const { organization_id, conversation_id } = row
  if (row.user_id !== null && row.kind === 'user') {
    const wanted = organization ?? organization_id
    if (wanted !== organization_id) requireMembership(row.user_id, wanted, directory)
    return { kind: 'user', organization_id: wanted, user_id: row.user_id, conversation_id }
  }
  if (organization !== undefined && organization !== organization_id) throw notYours(organization)
  if (row.user_id !== null) {
    return { kind: 'api_key', organization_id, user_id: row.user_id, conversation_id }
  }
  if (row.contact_id !== null) {
    return { kind: 'contact', organization_id, contact_id: row.contact_id, conversation_id }
  }
  if (row.channel_id !== null) {
    return { kind: 'channel', organization_id, channel_id: row.channel_id }
  }
  throw unauthorized('the token stands for nobody')
}

/**
 * A JWT names a user by its subject or e-mail. Guessed: the signature is not checked, because the
 * mock has no key to check it with.
 */
function jwtCaller(
  jwt: string,
  organization: string | undefined,
  directory: DirectoryStore,
  clock: Clock,
): AgentCaller {
  if (organization === undefined) throw unauthorized('a JWT needs x-organization-id beside it')
  const claims = readClaims(jwt)
  const now = clock().getTime() / 1000
  const { exp = Number.POSITIVE_INFINITY, nbf = 0 } = claims
  if (!(typeof exp === 'number' && exp > now)) throw unauthorized('exp: the JWT is expired')
  if (!(typeof nbf === 'number' && nbf <= now)) throw unauthorized('nbf: the JWT is not valid yet')
  const userId = [claims.sub, claims.email]
    .filter((name) => typeof name === 'string')
    .map((name) => directory.findUserBySubject(name))
    .find((found) => found !== undefined)
  if (userId === undefined) throw unauthorized('the JWT’s sub and email name no user of this world')
  requireMembership(userId, organization, directory)
  return { kind: 'user', organization_id: organization, user_id: userId, conversation_id: null }
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

function requireMembership(userId: string, organization: string, directory: DirectoryStore): void {
  if (!directory.isMember(userId, organization)) throw notYours(organization)
}

function notYours(organization: string): ApiError {
  return forbidden(`x-organization-id: ${organization} is not an organization of the caller`)
}

/** An empty header is a header not sent: clients send one for a token they do not have yet. */
function single(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) ? header[0] : header
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
