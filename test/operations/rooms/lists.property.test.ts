/**
 * After each of random operations every view's list has the rooms that its rows say, in their order; and
 * its count is the number of the side bar, and that of the counts by channel.
 */
import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { channelTypes } from '../../../src/operations/conversations/schemas.ts'
import { ids, tokens } from '../../helpers.ts'
import { createRandom } from '../../random.ts'

let now = Date.parse('2026-01-01T00:00:00.000Z')
const app = buildApp({ clock: () => new Date(now) })
afterAll(() => app.close())
const { database } = app.world
// A tenth of the default world: as varied, and looked through ten times as fast.
database.exec(`
  DELETE FROM conversations
  WHERE organization_id = 'org_imbrace' AND rowid % 10 <> 0 AND id <> 'conv_testing_conversation1';
  UPDATE conversations SET is_presence = 1 WHERE rowid % 7 = 0`)

const random = createRandom(11)
const here = ids.organization
const there = ids.otherOrganization
const kenji = 'u_3c0eff39-239f-483c-bb9b-b88eccf52887'
const observers = [
  { organization: here, token: tokens.user, user: ids.user },
  { organization: here, token: tokens.apiKey, user: 'u_6c507f0e-2cef-42dc-97a4-67a04d962184' },
  {
    organization: there,
    token: tokens.foreignUser,
    user: 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860',
  },
]
type Observer = (typeof observers)[number]

interface Row {
  room: number
  id: string
  team_conversation_id: string
  organization_id: string
  channel_type: string
  contact_id: string
  team_id: string | null
  status: string
  name: string
  is_presence: number
}
const rowsInOrder = database.prepare<[], Row>(`
  SELECT rowid AS room, * FROM conversations
  ORDER BY coalesce((
    SELECT created_at FROM messages WHERE conversation_id = conversations.id ORDER BY seq DESC LIMIT 1
  ), timestamp) DESC, rowid DESC`)
const joinedBy = database
  .prepare<[string], string>('SELECT conversation_id FROM conversation_users WHERE user_id = ?')
  .pluck()
const due = database
  .prepare<[string], number>('SELECT count(*) FROM conversations WHERE due_at <= ?')
  .pluck()
const moved = new Set<string>()
const teamsOf = (organization: string) => app.world.directory.listTeamIds(organization, null)

const statuses = ['rep needed', 'pending', 'soon to be', 'overdue', 'closed', 'spam'] as const
const isOpen = ({ status }: Row) => status !== 'closed' && status !== 'spam'

/** Of each view its query, whether a row is in it, its key in the side bar, and the counts' query. */
function viewsOf({ organization }: Observer, joined: Set<string>) {
  const isJoined = ({ id }: Row) => joined.has(id)
  return [
    { query: 'view=all', has: isOpen, key: 'all', counts: 'view=all' },
    { query: '', has: isOpen, key: 'all', counts: '' },
    {
      query: 'view=yours',
      has: (row: Row) => isOpen(row) && isJoined(row),
      key: 'yours',
      counts: 'view=joined',
    },
    {
      query: 'view=online',
      has: (row: Row) => isOpen(row) && row.is_presence === 1,
      key: 'online',
      counts: 'status=online',
    },
    ...statuses.map((status) => ({
      query: `view=${status.replaceAll(' ', '+')}`,
      has: (row: Row) => row.status === status,
      key: status.replaceAll(' ', '_'),
      counts: `status=${status.replaceAll(' ', '%20')}`,
    })),
    {
      query: 'view=yours&status=closed',
      has: (row: Row) => row.status === 'closed' && isJoined(row),
      key: undefined,
      counts: 'view=yours&status=closed',
    },
    ...teamsOf(organization)
      .slice(0, 4)
      .map((team) => ({
        query: `view=team&team_id=${team}`,
        has: (row: Row) => isOpen(row) && row.team_id === team,
        key: team,
        counts: `team_id=${team}`,
      })),
  ]
}

async function ask(observer: Observer, url: string) {
  const headers = { 'x-access-token': observer.token }
  const answer = await app.inject({ url, headers })
  expect(answer.statusCode, url).toBe(200)
  return answer.json()
}

async function expectAgreement(observer: Observer, rows: Row[], about: string): Promise<void> {
  const joined = new Set(joinedBy.all(observer.user))
  const own = rows.filter((row) => row.organization_id === observer.organization)
  const sideBar = await ask(observer, '/v2/backend/team_conversations/_views_count')
  for (const { query, has, key, counts } of viewsOf(observer, joined)) {
    const expected = own.filter(has)
    const told = `${about}: ${query}`
    const list = await ask(observer, `/v2/backend/team_conversations?limit=100&${query}`)
    expect(
      list.data.map((room: { id: string }) => room.id),
      told,
    ).toEqual(expected.slice(0, 100).map((row) => row.team_conversation_id))
    expect(list.count, told).toBe(expected.length)
    if (key !== undefined) expect(sideBar[key], told).toBe(list.count)
    const byChannel = await ask(observer, `/v1/backend/channels/_conv_count?${counts}`)
    expect(byChannel.all, told).toBe(list.count)

    // Some channels only, and some page.
    const types = [random.pick(channelTypes), random.pick(channelTypes), random.pick(channelTypes)]
    const skip = random.pick([0, 1, 3, 7])
    const some = await ask(
      observer,
      `/v2/backend/team_conversations?limit=3&skip=${skip}&${query}&${types.map((type) => `channel_types=${type}`).join('&')}`,
    )
    const among = expected.filter((row) => (types as string[]).includes(row.channel_type))
    expect(
      some.data.map((room: { id: string }) => room.id),
      told,
    ).toEqual(among.slice(skip, skip + 3).map((row) => row.team_conversation_id))
    expect(some.count, told).toBe(among.length)
    expect(some.has_more, told).toBe(skip + some.data.length < among.length)
  }
  const word = random.pick(own).name
  const found = await ask(
    observer,
    `/v1/backend/team_conversations/_search?limit=100&q=${encodeURIComponent(word)}`,
  )
  const named = own.filter((row) => row.name.toLowerCase().includes(word.trim().toLowerCase()))
  expect(found.count, `${about}: ${word}`).toBe(named.length)
  expect(found.data.map((room: { id: string }) => room.id).sort()).toEqual(
    named
      .slice(0, 100)
      .map((row) => row.team_conversation_id)
      .sort(),
  )
}

const rooms = '/v1/backend/team_conversations'
async function post(url: string, token: string, payload: object): Promise<number> {
  const headers = { 'x-access-token': token }
  return (await app.inject({ method: 'POST', url, headers, payload })).statusCode
}

const operations: [
  name: string,
  run: (observer: Observer, row: Row) => Promise<unknown> | unknown,
][] = [
  [
    'join',
    ({ token }, row) =>
      post(`${rooms}/_join`, token, {
        id: row.id,
        mode: random.pick(['manual', 'hybrid', 'automation']),
      }),
  ],
  [
    'join',
    ({ token }, row) =>
      post(`${rooms}/_join`, token, { team_conversation_id: row.team_conversation_id }),
  ],
  ['leave', ({ token }, row) => post(`${rooms}/_leave`, token, { conversation_id: row.id })],
  [
    'close',
    ({ token }, row) => post(`${rooms}/_update_status`, token, { id: row.id, status: 'closed' }),
  ],
  [
    'reopen',
    ({ token }, row) => post(`${rooms}/_update_status`, token, { id: row.id, status: 'active' }),
  ],
  [
    'rename',
    ({ token }, row) =>
      post(`${rooms}/_update_name`, token, {
        id: row.id,
        name: `${random.pick(['Ada', 'Grace', 'éclair', '陳大文'])} ${now}`,
      }),
  ],
  [
    'a contact writes',
    (_, row) =>
      post('/v1/backend/conversation_messages', row.contact_id, { type: 'text', text: 'Hi' }),
  ],
  [
    'an agent writes',
    ({ token }, row) =>
      post('/v1/backend/conversation_messages', token, {
        type: 'text',
        text: 'Hi',
        conversation_id: row.id,
      }),
  ],
  ['create', ({ token }) => post('/v1/backend/conversations', token, {})],
  ['call', ({ token }, row) => post(`${rooms}/_init_jaas_conference`, token, { id: row.id })],
  [
    'assign',
    ({ token, organization }, row) =>
      organization === here
        ? post(`${rooms}/assign_team_member`, token, {
            id: row.id,
            user_id: random.pick([ids.user, kenji]),
            team_id: 't_imbrace_default_team',
          })
        : 200,
  ],
  [
    'another team',
    ({ token, organization }, row) =>
      post(`${rooms}/assign_team_member`, token, {
        id: row.id,
        team_user_id: '',
        team_id: random.pick(teamsOf(organization).slice(0, 4)),
      }),
  ],
  [
    'remove',
    ({ token, user }, row) =>
      post(`${rooms}/remove_team_member`, token, { id: row.id, user_id: user }),
  ],
  [
    'a contact comes or goes',
    (_, row) => {
      database
        .prepare('UPDATE conversations SET is_presence = 1 - is_presence WHERE id = ?')
        .run(row.id)
    },
  ],
  [
    'waiting grows',
    (_, row) => {
      const status = random.pick(statuses)
      database.prepare('UPDATE conversations SET status = ? WHERE id = ?').run(status, row.id)
    },
  ],
  [
    'time passes',
    async (observer) => {
      now += random.pick([1, 2, 3, 5, 60, 60, 24 * 60]) * 60_000
      await ask(observer, '/v2/backend/team_conversations/_views_count')
      expect(due.get(new Date(now).toISOString())).toBe(0)
    },
  ],
  [
    'delete',
    async ({ token, organization }, row) => {
      if (organization !== here || random.pick([true, true, true, false])) return 200
      const headers = { 'x-access-token': token }
      const url = `${rooms}/${row.id}`
      return (await app.inject({ method: 'DELETE', url, headers })).statusCode
    },
  ],
]

app.world.changes.listen((changes) => {
  for (const one of changes) {
    if (one.kind === 'status_updated' && isByTime(one)) moved.add(one.status)
  }
})
const isByTime = ({ previous_status, status }: { previous_status: string; status: string }) =>
  status === 'soon to be' ||
  status === 'overdue' ||
  (status === 'closed' && previous_status === 'overdue')

test('300 random operations, after each of which every list is that of the rows', async () => {
  for (let n = 0; n < 300; n += 1) {
    now += random.pick([0, 1, 1_000])
    const observer = random.pick(observers)
    const own = rowsInOrder.all().filter((row) => row.organization_id === observer.organization)
    const [name, run] = random.pick(operations)
    const answer = await run(observer, random.pick(own))

    const about = `operation ${n}: ${name} by ${observer.user}`
    if (typeof answer === 'number') expect(answer, about).toBe(200)
    await expectAgreement(random.pick(observers), rowsInOrder.all(), about)
  }
  // Else no time has passed for anybody.
  expect([...moved].sort()).toEqual(['closed', 'overdue', 'soon to be'])
  expect(database.pragma('foreign_key_check')).toEqual([])
  // What triggers kept is what would be made anew.
  const kept = database.prepare('SELECT * FROM joined_rooms ORDER BY 1, 2, 3, 4, 5').all()
  const made = database
    .prepare(`
      SELECT user_id, business_unit_id, channel_type, latest_at, conversations.rowid AS room
      FROM conversation_users JOIN conversations ON conversations.id = conversation_id
        JOIN users ON users.id = user_id
      WHERE NOT is_bot AND status NOT IN ('closed', 'spam') ORDER BY 1, 2, 3, 4, 5`)
    .all()
  expect(kept).toEqual(made)
  database.exec(
    "INSERT INTO search_room_names (search_room_names, rank) VALUES ('integrity-check', 1)",
  )
}, 120_000)
