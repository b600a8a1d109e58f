/**
 * After each of 1,000 random operations the numbers of both organizations are what their rows say,
 * and agree with each other; and nobody's operation moves the numbers of an organization not theirs.
 */
import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import {
  channelTypes,
  conversationStatuses,
} from '../../../src/operations/conversations/schemas.ts'
import { ids, tokens, writesTo } from '../../helpers.ts'
import { createRandom } from '../../random.ts'

const app = buildApp()
afterAll(() => app.close())
const { database } = app.world
// A fifth of the default world: as varied, and looked through five times as fast.
database.exec(`
  DELETE FROM conversations
  WHERE organization_id = 'org_imbrace' AND rowid % 5 <> 0 AND id <> 'conv_testing_conversation1'`)

const here = ids.organization
const there = ids.otherOrganization
/** Whose eyes the numbers are looked at with: users who have joined something, and who have not. */
const observers = [
  { organization: here, token: tokens.user, user: ids.user },
  { organization: here, token: tokens.apiKey, user: 'u_6c507f0e-2cef-42dc-97a4-67a04d962184' },
  { organization: there, token: tokens.userOfTwo, user: 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e' },
]

const random = createRandom(3)

interface Row {
  id: string
  team_conversation_id: string
  organization_id: string
  business_unit_id: string
  channel_type: string
  contact_id: string
  team_id: string | null
  status: string
  is_presence: number
}
const allRows = database.prepare<[], Row>('SELECT * FROM conversations ORDER BY rowid')
const joinedRows = database
  .prepare<[string], string>('SELECT conversation_id FROM conversation_users WHERE user_id = ?')
  .pluck()
const teamRows = database
  .prepare<[string], string>('SELECT id FROM teams WHERE organization_id = ? ORDER BY rowid')
  .pluck()

/** The numbers of one organization by looking at each row, without any of the gateway's queries. */
function countByHand(rows: Row[], organization: string, user: string) {
  const joined = new Set(joinedRows.all(user))
  const own = rows.filter((row) => row.organization_id === organization)
  const open = own.filter(({ status }) => status !== 'closed' && status !== 'spam')
  const withStatus = (status: string) => own.filter((row) => row.status === status).length
  const mine = open.filter(({ id }) => joined.has(id))
  const byChannel = (some: Row[]) => ({
    ...Object.fromEntries(
      channelTypes.map((type) => [type, some.filter((row) => row.channel_type === type).length]),
    ),
    all: some.length,
  })
  return {
    views: {
      all: open.length,
      yours: mine.length,
      closed: withStatus('closed'),
      spam: withStatus('spam'),
      online: open.filter(({ is_presence }) => is_presence === 1).length,
      rep_needed: withStatus('rep needed'),
      pending: withStatus('pending'),
      soon_to_be: withStatus('soon to be'),
      overdue: withStatus('overdue'),
      ...Object.fromEntries(
        teamRows
          .all(organization)
          .map((id) => [id, open.filter((row) => row.team_id === id).length]),
      ),
      null: open.filter(({ team_id }) => team_id === null).length,
    },
    channels: byChannel(open),
    joinedChannels: byChannel(mine),
  }
}

async function ask(
  token: string,
  organization: string,
  url: string,
): Promise<Record<string, number>> {
  const headers = { 'x-access-token': token, 'x-organization-id': organization }
  const answer = await app.inject({ url, headers })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

const views = '/v2/backend/team_conversations/_views_count'
const channels = '/v1/backend/channels/_conv_count'

async function askNumbers({ token, organization }: { token: string; organization: string }) {
  return {
    views: await ask(token, organization, views),
    channels: await ask(token, organization, channels),
    joinedChannels: await ask(token, organization, `${channels}?view=joined`),
  }
}

const post = async (url: string, headers: Record<string, string>, payload?: object) =>
  (await app.inject({ method: 'POST', url, headers, payload })).statusCode

const create = '/v1/backend/conversation'
const messages = '/v1/backend/conversation_messages'
const access = (token: string) => ({ 'x-access-token': token })
const danielThere = { ...access(tokens.userOfTwo), 'x-organization-id': there }
const channelIds: Record<string, string[]> = {
  [here]: [
    'imbrace_channel',
    'ch_a0da9b1e-03c1-447d-945c-766fcbf9cbf4',
    'ch_c49a5264-5f82-477a-b844-50211003150a',
    'ch_788dc02d-7a8b-431c-b68f-618d6b57a8cd',
  ],
  [there]: ['ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d'],
}
const agentsOf: Record<string, Record<string, string>[]> = {
  [here]: [access(tokens.user), { 'x-api-key': tokens.apiKey }, access(tokens.userOfTwo)],
  [there]: [access(tokens.foreignUser), danielThere],
}
const elsewhere = (organization: string) => (organization === here ? there : here)

/** One operation in an organization: what it does, and the status it has to be answered with. */
interface Operation {
  name: string
  /** How often it is drawn. */
  weight: number
  run: (organization: string, rows: Row[]) => Promise<unknown> | unknown
  status?: number
}

const text = { type: 'text', text: 'Hello' }
const operations: Operation[] = [
  {
    name: 'a channel makes a guest',
    weight: 3,
    run: (organization) => post(create, access(random.pick(channelIds[organization] ?? []))),
    status: 200,
  },
  {
    name: 'an agent makes a guest',
    weight: 2,
    run: (organization) => post(create, random.pick(agentsOf[organization] ?? []), {}),
    status: 200,
  },
  {
    name: 'an agent makes a guest on a channel',
    weight: 2,
    run: (organization) =>
      post('/v1/backend/conversations', random.pick(agentsOf[organization] ?? []), {
        channel_id: random.pick(channelIds[organization] ?? []),
      }),
    status: 200,
  },
  {
    name: 'an agent asks for a contact’s conversation',
    weight: 2,
    run: (organization, rows) =>
      post('/v1/backend/conversations', random.pick(agentsOf[organization] ?? []), {
        contact_id: random.pick(rows).contact_id,
      }),
    status: 200,
  },
  {
    name: 'a contact asks for its conversation',
    weight: 3,
    run: (_organization, rows) => post(create, access(random.pick(rows).contact_id)),
    status: 200,
  },
  {
    name: 'a contact writes',
    weight: 6,
    run: (_organization, rows) => post(messages, access(random.pick(rows).contact_id), text),
    status: 200,
  },
  {
    name: 'a contact of a closed conversation writes',
    weight: 2,
    run: (_organization, rows) => {
      const closed = rows.filter(({ status }) => status === 'closed')
      return post(messages, access(random.pick(closed.length ? closed : rows).contact_id), text)
    },
    status: 200,
  },
  {
    name: 'an agent writes',
    weight: 6,
    run: (organization, rows) => {
      const row = random.pick(rows)
      return post(messages, random.pick(agentsOf[organization] ?? []), {
        ...text,
        ...random.pick([
          { conversation_id: row.id },
          { team_conversation_id: row.team_conversation_id },
          { conversation_id: row.team_conversation_id },
        ]),
      })
    },
    status: 200,
  },
  {
    name: 'an agent writes nothing',
    weight: 1,
    run: (organization, rows) =>
      post(messages, random.pick(agentsOf[organization] ?? []), {
        type: 'text',
        text: ' ',
        conversation_id: random.pick(rows).id,
      }),
    status: 400,
  },
  {
    name: 'an agent from elsewhere writes',
    weight: 2,
    run: (organization, rows) =>
      post(messages, random.pick(agentsOf[elsewhere(organization)]?.slice(0, 1) ?? []), {
        ...text,
        conversation_id: random.pick(rows).id,
      }),
    status: 404,
  },
  {
    name: 'an agent from elsewhere makes a guest',
    weight: 1,
    run: (organization) =>
      post(create, random.pick(agentsOf[elsewhere(organization)]?.slice(0, 1) ?? []), {
        channel_id: random.pick(channelIds[organization] ?? []),
      }),
    status: 400,
  },
  // What has no operation yet happens to the rows behind the gateway's back.
  {
    name: 'a conversation gets a status',
    weight: 4,
    run: (_organization, rows) =>
      database
        .prepare('UPDATE conversations SET status = ? WHERE id = ?')
        .run(random.pick(conversationStatuses), random.pick(rows).id),
  },
  {
    name: 'a conversation gets another team or none',
    weight: 2,
    run: (organization, rows) =>
      database
        .prepare('UPDATE conversations SET team_id = ? WHERE id = ?')
        .run(random.pick([null, random.pick(teamRows.all(organization))]), random.pick(rows).id),
  },
  {
    name: 'a contact comes or goes',
    weight: 2,
    run: (_organization, rows) =>
      database
        .prepare('UPDATE conversations SET is_presence = 1 - is_presence WHERE id = ?')
        .run(random.pick(rows).id),
  },
  {
    name: 'somebody joins',
    weight: 2,
    run: (organization, rows) =>
      database
        .prepare(
          'INSERT OR IGNORE INTO conversation_users (conversation_id, user_id) VALUES (?, ?)',
        )
        .run(
          random.pick(rows).id,
          random.pick(observers.filter((one) => one.organization === organization)).user,
        ),
  },
  {
    name: 'an agent deletes a room',
    weight: 1,
    run: async (organization, rows) => {
      if (rows.length <= 5) return 200
      const url = `/v1/backend/team_conversations/${random.pick(rows).id}`
      const headers = random.pick(agentsOf[organization] ?? [])
      return (await app.inject({ method: 'DELETE', url, headers })).statusCode
    },
    status: 200,
  },
]
const drawn = operations.flatMap((operation) =>
  Array.from({ length: operation.weight }, () => operation),
)

test('1,000 random operations, after each of which the numbers are those of the rows', async () => {
  let numbers = await Promise.all(observers.map(askNumbers))
  let rows = allRows.all()
  const times: Record<string, number> = {}
  const everCounted = new Set<string>()

  for (let n = 0; n < 1_000; n += 1) {
    // The small organization gets its share, so that something happens in both.
    const organization = random.pick([here, here, there])
    const { name, run, status } = random.pick(drawn)
    const about = `operation ${n}: ${name} in ${organization}`
    times[name] = (times[name] ?? 0) + 1
    const writesBefore = writesTo(database)

    const answer = await run(
      organization,
      rows.filter((row) => row.organization_id === organization),
    )

    if (status !== undefined) expect(answer, about).toBe(status)
    rows = allRows.all()
    if (status !== undefined && status >= 400) expect(writesTo(database), about).toBe(writesBefore)
    const after = await Promise.all(observers.map(askNumbers))
    for (const [at, observer] of observers.entries()) {
      const seen = after[at] as (typeof after)[number]
      expect(seen, about).toEqual(countByHand(rows, observer.organization, observer.user))
      const { all = 0, yours = 0, online = 0, null: noTeam = 0, ...others } = seen.views
      const teams = Object.entries(others).filter(([key]) => key.startsWith('t_'))
      const { all: allChannels = 0, ...byChannel } = seen.channels
      expect(
        teams.reduce((sum, [, count]) => sum + count, noTeam),
        about,
      ).toBe(all)
      expect(
        Object.values(byChannel).reduce((sum, count) => sum + count, 0),
        about,
      ).toBe(all)
      expect(allChannels, about).toBe(all)
      expect(seen.joinedChannels.all, about).toBe(yours)
      expect(Math.max(yours, online), about).toBeLessThanOrEqual(all)
      if (observer.organization !== organization) expect(seen, about).toEqual(numbers[at])
    }
    // One business unit is all there is: its numbers are the organization's.
    const [{ views: whole }] = after as [Awaited<ReturnType<typeof askNumbers>>]
    const unit = `${views}?type=business_unit_id&q=${ids.businessUnit}`
    expect(await ask(tokens.user, here, unit), about).toEqual(whole)
    numbers = after
    for (const [key, count] of Object.entries(after[0]?.views ?? {})) {
      if (count > 0) everCounted.add(key)
    }
  }

  // Each operation has had its turn, and what it could bring about is there.
  expect(Object.keys(times).sort()).toEqual(operations.map(({ name }) => name).sort())
  const fixed = Object.keys(numbers[0]?.views ?? {}).filter((key) => !key.startsWith('t_'))
  expect(fixed.filter((key) => !everCounted.has(key))).toEqual([])
  expect(database.pragma('foreign_key_check')).toEqual([])
}, 120_000)
