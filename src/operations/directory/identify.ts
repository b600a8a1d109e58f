/** Credential -> caller: who somebody is, and in which organization. */
import type { Clock } from '../../base/clock.ts'
import type { Credential } from '../../http/credentials.ts'
import { type ApiError, noPermission, tokenExpired, unauthorized } from '../../http/errors.ts'
import type { AnyCaller, Caller, LoginCaller } from './callers.ts'
import type { DirectoryStore, TokenRow } from './store.ts'

/** What of a world knows who somebody is. */
interface Knowing {
  directory: DirectoryStore
  clock: Clock
}

/**
 * @throws {ApiError} 401 for a credential that is unknown, expired or stands for nobody; 403 for an
 *   organization that is not the caller's
 */
export function identify(credential: Credential, world: Knowing): AnyCaller {
  const { organization } = credential
  if (credential.kind === 'jwt') return jwtCaller(credential.claims, organization ?? '', world)
  const row = world.directory.findToken(credential.value)
  if (credential.kind === 'api_key' && row?.kind !== 'api_key') {
    throw unauthorized('x-api-key: not a known API key')
  }
  if (row === undefined) return loginCaller(credential.value, world)
  return callerOf(row, organization, world)
}

function callerOf(
  row: TokenRow,
  organization: string | undefined,
  { directory, clock }: Knowing,
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
 * Nobody's organization is asked for: clients that have signed in may still send the one of their last
 * session.
 */
function loginCaller(token: string, { directory, clock }: Knowing): LoginCaller {
  const row = directory.findLoginToken(token)
  if (row === undefined) throw unauthorized('the access token is not known in this world')
  if (row.expires_at <= clock().toISOString()) {
    throw tokenExpired(`the login token expired at ${row.expires_at}: sign in again`)
  }
  return { kind: 'login', user_id: row.user_id, token }
}

/** A JWT names a user by its subject or e-mail. */
function jwtCaller(
  { exp = Number.POSITIVE_INFINITY, nbf = 0, sub, email }: Record<string, unknown>,
  organization: string,
  { directory, clock }: Knowing,
): Caller {
  const now = clock().getTime() / 1000
  if (!(typeof exp === 'number' && exp > now)) throw unauthorized('exp: the JWT is expired')
  if (!(typeof nbf === 'number' && nbf <= now)) throw unauthorized('nbf: the JWT is not valid yet')
  const userId = [sub, email]
    .filter((name) => typeof name === 'string')
    .map((name) => directory.findUserBySubject(name))
    .find((found) => found !== undefined)
  if (userId === undefined) throw unauthorized('the JWT’s sub and email name no user of this world')
  requireMembership(userId, organization, directory)
  return { kind: 'user', organization_id: organization, user_id: userId, conversation_id: null }
}

function requireMembership(userId: string, organization: string, directory: DirectoryStore): void {
  if (!directory.isMember(userId, organization)) throw notYours(organization)
}

function notYours(organization: string): ApiError {
  return noPermission(`x-organization-id: ${organization} is not an organization of the caller`)
}
