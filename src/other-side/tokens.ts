/** Mints credentials, of any kind and for anybody. */
import { createHmac } from 'node:crypto'
import type { IdKind } from '../base/ids.ts'
import { invalid, Refusal } from '../base/refusal.ts'
import type { Person } from './people.ts'
import { checkMember, checkOrganization, findChannel, findUser, unknown } from './places.ts'
import { peopleOf, type Stores } from './stores.ts'
import { checkTime, readDuration, readTime } from './times.ts'
import type { MintedToken, NewToken } from './types.ts'

const hour = 3_600_000
const month = 30 * 24 * hour

type Kind = NewToken['kind']

/** As long as the gateway's own of each kind last; a JWT's life is guessed, a channel's never ends. */
const lasts: Record<Kind, number | null> = {
  user: month,
  login: 3 * hour,
  api_key: month,
  contact: month,
  channel: null,
  jwt: 24 * hour,
}

const idKinds: Partial<Record<Kind, IdKind>> = { login: 'login_token', api_key: 'api_key' }

/** Which fields say for whom a token of a kind is. */
const subjects: Record<Kind, (keyof NewToken)[]> = {
  user: ['user_id', 'email', 'organization_id', 'conversation_id'],
  login: ['user_id', 'email'],
  api_key: ['user_id', 'email', 'organization_id', 'conversation_id'],
  contact: ['contact_id', 'conversation_id'],
  channel: ['channel_id'],
  jwt: ['user_id', 'email', 'organization_id'],
}

type Subject = Omit<MintedToken, 'kind' | 'token' | 'expires_at' | 'headers'>

const nobody: Subject = {
  organization_id: null,
  user_id: null,
  contact_id: null,
  channel_id: null,
  conversation_id: null,
}

/**
 * Nobody is signed in or invited by it: it is there as if it had been given before.
 *
 * @param body that the schema `NewToken` takes
 * @throws {Refusal} 404 for who or what is not there, with who is near; 400 for a field that says nothing
 *   of a token of this kind, or an organization that is not the user's
 */
export function mintToken(stores: Stores, body: NewToken): MintedToken {
  const { kind } = body
  for (const field of [
    'user_id',
    'email',
    'contact_id',
    'channel_id',
    'organization_id',
    'conversation_id',
  ] as const) {
    if (body[field] === undefined || subjects[kind].includes(field)) continue
    throw invalid(
      `${field}: says nothing of a token of the kind ${kind}`,
      `leave it out; it takes ${subjects[kind].join(', ')}`,
    )
  }
  const { subject, user } = findSubject(stores, body)
  const expires_at = readExpiry(stores, body)
  if (kind === 'jwt' && user !== undefined) {
    const token = signJwt(stores, user, expires_at)
    return {
      kind,
      token,
      ...subject,
      expires_at,
      headers: {
        authorization: `Bearer ${token}`,
        'x-organization-id': subject.organization_id ?? '',
      },
    }
  }
  const token = stores.newId(idKinds[kind] ?? 'access_token')
  stores.changes.transaction(() =>
    peopleOf(stores).keepToken({ kind, token, ...subject, expires_at }),
  )()
  const header = kind === 'api_key' ? 'x-api-key' : 'x-access-token'
  return { kind, token, ...subject, expires_at, headers: { [header]: token } }
}

function findSubject(stores: Stores, body: NewToken): { subject: Subject; user?: Person } {
  const { kind } = body
  if (kind === 'contact') {
    const id = needed(body.contact_id, 'contact_id', kind)
    const contact = peopleOf(stores).findContact(id)
    if (contact === undefined) throw unknown(stores, 'contact', 'contact_id', id)
    const { organization_id } = contact
    const conversation_id = findConversation(stores, body, organization_id, id)
    return { subject: { ...nobody, organization_id, contact_id: id, conversation_id } }
  }
  if (kind === 'channel') {
    const id = needed(body.channel_id, 'channel_id', kind)
    const { organization_id } = findChannel(stores, { channel_id: id })
    return { subject: { ...nobody, organization_id, channel_id: id } }
  }
  const user = findUser(stores, {
    ...(body.user_id !== undefined && { user_id: body.user_id }),
    ...(body.email !== undefined && { email: body.email }),
  })
  if (user === undefined) throw invalid(`user_id: ${kind} is for somebody`, 'a user_id or an email')
  if (kind === 'login') return { subject: { ...nobody, user_id: user.id }, user }
  const organization_id = findOrganization(stores, user, body.organization_id)
  const conversation_id = findConversation(stores, body, organization_id)
  return { subject: { ...nobody, organization_id, user_id: user.id, conversation_id }, user }
}

function needed(id: string | undefined, field: string, kind: Kind): string {
  if (id !== undefined) return id
  throw invalid(
    `${field}: a ${kind}’s token is that of one`,
    `{"kind": "${kind}", "${field}": "..."}`,
  )
}

function findOrganization(stores: Stores, user: Person, wanted: string | undefined): string {
  checkOrganization(stores, wanted)
  if (wanted !== undefined) {
    checkMember(stores, user, wanted)
    return wanted
  }
  const [first] = peopleOf(stores).organizationsOf(user.id)
  if (first !== undefined) return first
  throw new Refusal(
    409,
    `user_id: ${user.id} is in no organization`,
    'another user, or a token of the kind login',
  )
}

/** @returns its id, whichever of both was said */
function findConversation(
  stores: Stores,
  { conversation_id }: NewToken,
  organizationId: string,
  contactId?: string,
): string | null {
  if (conversation_id === undefined) return null
  const found = stores.conversations.find(conversation_id)
  if (found === undefined) throw unknown(stores, 'conversation', 'conversation_id', conversation_id)
  const isTheirs =
    contactId === undefined
      ? found.organization_id === organizationId
      : found.contact_id === contactId
  if (isTheirs) return found.id
  throw invalid(
    `conversation_id: ${conversation_id} is not one of ${contactId ?? organizationId}`,
    'one that is, or leave it out',
  )
}

function readExpiry(stores: Stores, { kind, expires_in, expires_at }: NewToken): string | null {
  if (expires_in !== undefined && expires_at !== undefined) {
    throw invalid('expires_in and expires_at: both', 'one of them')
  }
  if (expires_at === null && kind === 'login') {
    throw invalid('expires_at: a token of the kind login ends', 'a time, or leave it out')
  }
  if (expires_at === null) return null
  if (expires_at !== undefined) return new Date(readTime('expires_at', expires_at)).toISOString()
  const ms = expires_in === undefined ? lasts[kind] : readDuration('expires_in', expires_in)
  if (ms === null) return null
  return new Date(checkTime('expires_in', stores.clock().getTime() + ms)).toISOString()
}

/** Signed with a word that everybody knows: who checks it is not the gateway (guessed, as its claims). */
function signJwt({ clock }: Stores, { id, email }: Person, expires_at: string | null): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = expires_at === null ? {} : { exp: Math.floor(Date.parse(expires_at) / 1000) }
  const iat = Math.floor(clock().getTime() / 1000)
  const head = encode({ alg: 'HS256', typ: 'JWT' })
  const claims = encode({ sub: id, ...(email !== null && { email }), iat, ...exp })
  const signature = createHmac('sha256', 'imbrace-gateway-mock')
    .update(`${head}.${claims}`)
    .digest('base64url')
  return `${head}.${claims}.${signature}`
}
