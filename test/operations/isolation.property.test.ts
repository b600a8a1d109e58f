/**
 * 10,000 random requests, of every operation, with ids of either organization wherever an id stands:
 * whoever asks neither sees, nor counts, nor changes what is not theirs, nor is it heard on a socket.
 */
import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { CallerKind } from '../../src/operations/directory/callers.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { ids, searchIsReady, tokens } from '../helpers.ts'
import { createRandom } from '../random.ts'
import { connect } from '../realtime/sockets.ts'
import { requestAs, uploadExample } from './requests.ts'

const rounds = 50
const requestsOfRound = 200

const random = createRandom(20_261_126)
const app = buildApp({ clock: () => new Date('2026-11-26T12:00:00.000Z') })
afterAll(() => app.close())
const url = await app.listen({ port: 0, host: '127.0.0.1' })
uploadExample(app)
await searchIsReady(app)
app.worlds.save('default', 'before')

interface Side {
  organization: string
  /** Of people and pages that are in this organization only. */
  credentials: [CallerKind, Record<string, string>][]
}
const bearer = (token: string) => ({ 'x-access-token': token })
const here: Side = {
  organization: ids.organization,
  credentials: [
    ['user', bearer(tokens.user)],
    ['user', bearer(tokens.userWithConversation)],
    ['api_key', { 'x-api-key': tokens.apiKey }],
    ['contact', bearer(tokens.contact)],
    ['contact', bearer(tokens.contactAccess)],
    ['channel', bearer(tokens.channel)],
  ],
}
const there: Side = {
  organization: ids.otherOrganization,
  credentials: [
    ['user', bearer(tokens.foreignUser)],
    ['contact', bearer('con_4b377fdc-2134-4433-a385-50adbcbebf04')],
    ['channel', bearer('ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d')],
  ],
}

/** What belongs to an organization, or to its contacts, table by table. */
const ofOrganization = 'organization_id = :owner'
const conversationsOf = 'SELECT id FROM conversations WHERE organization_id = :owner'
const owned: Record<string, string> = {
  organizations: 'id = :owner',
  business_units: ofOrganization,
  teams: ofOrganization,
  memberships: ofOrganization,
  users: `id IN (SELECT user_id FROM memberships GROUP BY user_id
    HAVING min(organization_id) = :owner AND max(organization_id) = :owner)`,
  team_users: 'team_id IN (SELECT id FROM teams WHERE organization_id = :owner)',
  team_labels: 'team_id IN (SELECT id FROM teams WHERE organization_id = :owner)',
  channels: ofOrganization,
  contacts: ofOrganization,
  conversations: ofOrganization,
  conversation_users: `conversation_id IN (${conversationsOf})`,
  conversation_counts: `${ofOrganization} AND conversations > 0`,
  joined_counts: `${ofOrganization} AND conversations > 0`,
  joined_rooms: `room IN (SELECT rowid FROM conversations WHERE organization_id = :owner)`,
  activities: `conversation_id IN (${conversationsOf})`,
  messages: `conversation_id IN (${conversationsOf})`,
  comments: `message_id IN (SELECT id FROM messages WHERE conversation_id IN (${conversationsOf}))`,
  uploads: ofOrganization,
  tokens: ofOrganization,
  categories: ofOrganization,
  message_templates: ofOrganization,
  whatsapp_templates: ofOrganization,
  notifications: ofOrganization,
  board_definitions: ofOrganization,
  boards: ofOrganization,
  documents: `document ->> 'organization_id' = :owner`,
}
/** Nobody's: what the mock remembers, and who is about to choose an organization. */
const ownerless = ['meta', 'login_tokens']

const conversationsOfOthers = 'SELECT id FROM conversations WHERE contact_id <> :owner'
const ofOtherContacts: Record<string, string> = {
  contacts: 'id <> :owner',
  conversations: 'contact_id <> :owner',
  messages: `conversation_id IN (${conversationsOfOthers})`,
  activities: `conversation_id IN (${conversationsOfOthers})`,
  conversation_users: `conversation_id IN (${conversationsOfOthers})`,
  comments: `message_id IN (SELECT id FROM messages WHERE conversation_id IN (${conversationsOfOthers}))`,
}

type Row = Record<string, unknown>

function rowsOf(tables: Record<string, string>, owner: string): Record<string, Row[]> {
  const { database } = app.world
  return Object.fromEntries(
    Object.entries(tables).map(([table, condition]) => [
      table,
      database
        .prepare<[{ owner: string }], Row>(
          `SELECT * FROM "${table}" WHERE ${condition} ORDER BY 1, 2`,
        )
        .all({ owner }),
    ]),
  )
}

const isId = (word: unknown): word is string => typeof word === 'string' && /^[a-z]+_./.test(word)

/** Every id of rows that have one of their own. */
function idsIn(rows: Record<string, Row[]>): Set<string> {
  const own = Object.values(rows).flat()
  const found = own.flatMap((row) => [row.id, row.team_conversation_id, row.token]).filter(isId)
  return new Set(found)
}

const idsHere = idsIn(rowsOf(owned, here.organization))
const idsThere = idsIn(rowsOf(owned, there.organization))
const known = [...new Set([...idsHere, ...idsThere])]
const prefixOf = (id: string) => id.slice(0, id.indexOf('_'))
const pools = Map.groupBy(known, prefixOf)
const isKnown = new Set(known)

/** Those that somebody who has no credential may ask are of whoever is named: a page's, or nobody's. */
const operations = app.operations.filter(({ callers }) => callers !== 'anybody')

function randomRequest(side: Side, operation: Operation) {
  const able = side.credentials.filter(([kind]) => operation.callers.includes(kind as never))
  const [kind, credential] = random.pick(able.length > 0 ? able : side.credentials)
  const asked = able.length > 0 ? kind : (operation.callers[0] as CallerKind)
  const { method, headers, ...more } = requestAs(operation, asked, side.organization)
  const type = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'content-type')
  const mixed: { url: string; payload?: object | string } = JSON.parse(
    JSON.stringify(more).replace(/[\w-]+/g, (word) => {
      if (!isKnown.has(word) || random.pick([true, false])) return word
      return random.pick(pools.get(prefixOf(word)) ?? [word])
    }),
  )
  const named = random.pick([here, there])
  const chosen = random.pick([{}, {}, { 'x-organization-id': named.organization }])
  return { method, ...mixed, headers: { ...Object.fromEntries(type), ...credential, ...chosen } }
}

/** @returns what the answers have of others' ids that nobody named in the request */
async function ask(side: Side, callable: Operation[], others: Set<string>) {
  const leaks: string[] = []
  let answered = 0
  for (let n = 0; n < requestsOfRound; n += 1) {
    const operation = random.pick(callable)
    const request = randomRequest(side, operation)
    const answer = await app.inject(request)
    expect(answer.statusCode, `${operation.operationId} ${answer.body}`).toBeLessThan(500)
    if (answer.statusCode < 300) answered += 1
    const sent = JSON.stringify(request)
    for (const [word] of answer.body.matchAll(/[a-z]+_[\w-]+/g)) {
      if (!others.has(word) || sent.includes(word)) continue
      leaks.push(`${operation.operationId} ${request.url} shows ${word}`)
    }
  }
  return { leaks, answered }
}

test('every table is somebody’s or nobody’s', () => {
  const tables = app.world.database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema WHERE type = 'table'
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\'`)
    .pluck()
    .all()
  expect(tables.sort()).toEqual([...Object.keys(owned), ...ownerless].sort())
})

test('an organization against the other', { timeout: 300_000 }, async () => {
  let answered = 0
  for (let round = 0; round < rounds * 0.8; round += 1) {
    app.worlds.restore('default', 'before')
    await searchIsReady(app)
    const [side, other] = round % 2 === 0 ? [here, there] : [there, here]
    const foreign = new Set(other === here ? idsHere : idsThere)
    for (const id of other === here ? idsThere : idsHere) foreign.delete(id)
    const [agent, visitor] = await Promise.all(
      other.credentials
        .filter(([kind]) => kind === 'user' || kind === 'contact')
        .slice(0, 2)
        .map(([kind, headers]) => {
          const token = headers['x-access-token']
          const auth = kind === 'user' ? { access_token: token } : { token }
          return connect({ url }, { namespace: `/${other.organization}`, auth })
        }),
    )
    await new Promise((resolve) => setTimeout(resolve, 30))
    for (const one of [agent, visitor]) one?.heard.splice(0)

    const before = rowsOf(owned, other.organization)
    const found = await ask(side, operations, foreign)
    expect(found.leaks).toEqual([])
    expect(rowsOf(owned, other.organization)).toEqual(before)
    answered += found.answered
    await new Promise((resolve) => setTimeout(resolve, 30))
    for (const one of [agent, visitor]) {
      expect(one?.heard).toEqual([])
      one?.socket.disconnect()
    }
  }
  // Else nothing was tried.
  expect(answered).toBeGreaterThan(1_500)
})

test('a contact against the others', { timeout: 120_000 }, async () => {
  const callable = operations.filter(({ callers }) => callers.includes('contact' as never))
  let answered = 0
  for (let round = 0; round < rounds * 0.2; round += 1) {
    app.worlds.restore('default', 'before')
    await searchIsReady(app)
    const contact = random.pick([...idsHere].filter((id) => id.startsWith('con_')))
    const side = { ...here, credentials: [['contact', bearer(contact)]] } as Side
    const before = rowsOf(ofOtherContacts, contact)
    const found = await ask(side, callable, idsIn(before))
    expect(found.leaks).toEqual([])
    expect(rowsOf(ofOtherContacts, contact)).toEqual(before)
    answered += found.answered
  }
  expect(answered).toBeGreaterThan(300)
})
