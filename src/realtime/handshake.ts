/** Who a socket is: its namespace names the organization, its `auth` the credential. */
import type { Socket } from 'socket.io'
import { readCredential } from '../http/credentials.ts'
import { unauthorized } from '../http/errors.ts'
import type { Caller } from '../operations/directory/callers.ts'
import { identify } from '../operations/directory/identify.ts'
import type { World } from '../worlds/world.ts'
import type { Handshake } from './receivers.ts'
import { createEventRows } from './rows.ts'

export const namespaces = /^\/(?:ws\/)?([^/]+)$/

/** Agents send `access_token`, the widget `token`. */
export function readHandshake({ nsp, handshake }: Socket): Handshake {
  const auth = handshake.auth as { access_token?: unknown; token?: unknown }
  return {
    token: auth.access_token ?? auth.token,
    organization: namespaces.exec(nsp.name)?.[1] ?? '',
  }
}

/** @throws {ApiError} saying why it is nobody of this organization */
export function callerOf({ token, organization }: Handshake, world: World): Caller {
  if (typeof token !== 'string' || !/^\S+$/.test(token)) {
    throw unauthorized('no credential: send auth.access_token, or auth.token of a contact')
  }
  if (!createEventRows(world.database).hasOrganization(organization)) {
    throw unauthorized(`no organization ${organization} in this world`)
  }
  const headers = { authorization: `Bearer ${token}`, 'x-organization-id': organization }
  const caller = identify(readCredential(headers), world)
  if (caller.kind === 'login') {
    throw unauthorized('a login token is exchanged for an access token before a socket is opened')
  }
  return caller
}
