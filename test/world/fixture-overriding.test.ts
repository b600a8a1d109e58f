/** Several fixtures: a later one changes rows of an earlier one by their ids. */
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { WorldFixture } from '../../src/world/fixture-types.ts'
import { build, client, ids, tokens } from '../helpers.ts'
import { small, write } from './small.ts'

const views = '/v2/backend/team_conversations/_views_count'

/** A gateway of the small world and what is merged into it. */
const over = (...patches: WorldFixture[]) =>
  build({ fixtures: [write(small), ...patches.map((patch) => write(patch))] })

function rowOf(app: ReturnType<typeof build>, table: string, id: string) {
  return app.world.database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id)
}

/** The ids of the small world's population: of its nth conversation, contact and messages. */
function populatedIds(n: number): Record<'conversation' | 'contact' | 'message', string> {
  return build({ fixtures: [write(small)] })
    .world.database.prepare(`
      SELECT c.id AS conversation, c.contact_id AS contact, m.id AS message
      FROM conversations c JOIN messages m ON m.conversation_id = c.id
      WHERE c.status = 'overdue' ORDER BY c.rowid LIMIT 1 OFFSET ?`)
    .get(n) as ReturnType<typeof populatedIds>
}

describe('a row with an id that an earlier fixture has', () => {
  test('is merged field by field, and keeps its place', async () => {
    const app = build({
      fixtures: ['default', write({ teams: [{ id: ids.team, name: 'Renamed' }] })],
    })
    const plain = await client(build(), tokens.user).get(views)
    const { body } = await client(app, tokens.user).get(views)
    expect(body).toEqual(plain.body)
    expect(Object.keys(body)).toEqual(Object.keys(plain.body))
    expect(rowOf(app, 'teams', ids.team)).toMatchObject({
      name: 'Renamed',
      business_unit_id: ids.businessUnit,
    })
  })

  test('changes what is counted', async () => {
    const app = over({ conversations: [{ id: 'conv_a', status: 'closed', team_id: null }] })
    const { body } = await client(app, 'acc_a').get(views)
    expect(body).toMatchObject({ all: 3, closed: 1, rep_needed: 0, overdue: 3, null: 3 })
  })

  test('loses the fields that are null', () => {
    const app = over(
      { contacts: [{ id: 'con_a', language: 'fr', last_name: 'Low' }] },
      { contacts: [{ id: 'con_a', language: null }] },
    )
    expect(rowOf(app, 'contacts', 'con_a')).toMatchObject({ language: null, last_name: 'Low' })
  })

  test('takes its place whole where it says so', () => {
    const app = over(
      { contacts: [{ id: 'con_a', language: 'fr' }] },
      {
        contacts: [
          { id: 'con_a', channel_id: 'ch_a', display_name: 'Somebody else', $replace: true },
        ],
      },
    )
    expect(rowOf(app, 'contacts', 'con_a')).toMatchObject({
      display_name: 'Somebody else',
      language: null,
    })
  })

  test('is a token, a population, a thread or a pool of names as well', async () => {
    const app = over({
      tokens: [{ token: 'acc_a', expires_at: '2022-01-01T00:00:00.000Z' }],
      populations: [{ name: 'some', count: 5, status: 'spam' }],
      threads: {
        hello: {
          messages: small.threads.hello.messages.map((m) => ({
            ...m,
            by: 'contact',
            type: 'text',
            content: { text: 'Changed' },
          })),
        },
      },
      names: { en: { family_name_first: true } },
    })
    expect(await client(app, 'acc_a').get(views)).toMatchObject({ status: 401 })
    const { database } = app.world
    const count = (sql: string) => database.prepare(sql).pluck().get()
    expect(count(`SELECT count(*) FROM conversations WHERE status = 'spam'`)).toBe(5)
    expect(count(`SELECT count(*) FROM messages WHERE content = '{"text":"Changed"}'`)).toBe(5)
    expect(count(`SELECT count(*) FROM contacts WHERE display_name = 'Fox Eve'`)).toBe(5)
  })

  test('may be made right by a still later one', async () => {
    const app = over(
      { teams: [{ id: 't_a', is_default: null }] },
      { teams: [{ id: 't_b', business_unit_id: 'bu_a', name: 'B', is_default: true }] },
      { teams: [{ id: 't_b', name: 'Better' }] },
    )
    const created = await client(app, 'ch_a').post('/v1/backend/conversation')
    expect(rowOf(app, 'teams', 't_b')).toMatchObject({ name: 'Better' })
    expect((await client(app, 'acc_a').get(views)).body).toMatchObject({ all: 5, t_b: 1 })
    expect(created.status).toBe(200)
  })
})

describe('a row of a population can be named by its id', () => {
  test('the conversation: counts follow', async () => {
    const { conversation } = populatedIds(1)
    const app = over({
      conversations: [
        {
          id: conversation,
          status: 'rep needed',
          team_id: 't_a',
          user_ids: ['u_a'],
          name: 'Changed',
        },
      ],
    })
    const { body } = await client(app, 'acc_a').get(views)
    expect(body).toMatchObject({ all: 4, yours: 2, rep_needed: 2, overdue: 2, t_a: 2, null: 2 })
    expect(rowOf(app, 'conversations', conversation)).toMatchObject({
      name: 'Changed',
      timestamp: '2022-01-01T00:01:00.000Z',
    })
  })

  test('the contact, also to another channel, and in the fixture of the population', async () => {
    const { contact } = populatedIds(0)
    const app = build({
      fixtures: [
        write({
          ...small,
          channels: [
            ...small.channels,
            { id: 'ch_line', business_unit_id: 'bu_a', type: 'line', name: 'LINE' },
          ],
          contacts: [
            ...small.contacts,
            { id: contact, display_name: 'Zoe', channel_id: 'ch_line' },
          ],
        }),
      ],
    })
    expect(rowOf(app, 'contacts', contact)).toMatchObject({
      display_name: 'Zoe',
      first_name: 'Eve',
    })
    const { body } = await client(app, 'acc_a').get('/v1/backend/channels/_conv_count')
    expect(body).toMatchObject({ web: 3, line: 1, all: 4 })
  })

  test('the message, which keeps its place', async () => {
    const { message, conversation } = populatedIds(2)
    const app = over({ messages: [{ id: message, content: { text: 'Changed' } }] })
    const { body } = await client(app, 'acc_a').get(
      `/v1/backend/conversation_messages?type=conversation_id&q=${conversation}`,
    )
    expect(body).toMatchObject({ count: 1, data: [{ id: message, content: { text: 'Changed' } }] })
    const orders = [app, build({ fixtures: [write(small)] })].map(({ world }) =>
      world.database.prepare('SELECT id FROM messages ORDER BY seq').pluck().all(),
    )
    expect(orders[0]).toEqual(orders[1])
  })

  test('it may be replaced whole', () => {
    const { contact } = populatedIds(0)
    const app = over({
      contacts: [{ id: contact, display_name: 'Zoe', channel_id: 'ch_a', $replace: true }],
    })
    expect(rowOf(app, 'contacts', contact)).toMatchObject({ display_name: 'Zoe', first_name: null })
  })

  test('other rows cannot name it: it comes after them', () => {
    const { contact } = populatedIds(0)
    const patch = write({
      contacts: [{ id: contact, display_name: 'Zoe' }],
      tokens: [{ kind: 'contact', token: 'acc_zoe', contact_id: contact }],
    })
    expect(() => buildApp({ fixtures: [write(small), patch] })).toThrow(
      `tokens[0].contact_id: expected the id of a contact, found "${contact}"`,
    )
  })
})

test('rows of a population that cannot be are not asked for', () => {
  const { contact } = populatedIds(0)
  const patch = write({
    populations: [{ name: 'some', every_seconds: 1e12 }],
    contacts: [{ id: contact, display_name: 'Zoe' }],
  })
  expect(() => buildApp({ fixtures: [write(small), patch] })).toThrow(
    /^\S+world\.json: populations\[0\]\.threads\[0\]: expected to end before the year 10000/,
  )
})

describe('what is clearly a mistake is refused', () => {
  const other: WorldFixture = {
    organizations: [{ id: 'org_b', name: 'B' }],
    business_units: [{ id: 'bu_b', organization_id: 'org_b', name: 'B' }],
  }
  const cases: [string, WorldFixture, string][] = [
    [
      'an id like that of an earlier row',
      { teams: [{ id: 't_aa', name: 'Renamed' }] },
      'teams[0]: no earlier fixture has the team "t_aa": did you mean `t_a`? a new one needs business_unit_id too',
    ],
    [
      'no id at all',
      { teams: JSON.parse('[{ "name": "Team" }]') },
      'teams[0].id is missing: expected a text of 1 to 200 characters',
    ],
    [
      'a token like an earlier one',
      { tokens: [{ token: 'acc_b', expires_at: '2022-01-01T00:00:00.000Z' }] },
      'tokens[0]: no earlier fixture has the token "acc_b": did you mean `acc_a`? a new one needs kind too',
    ],
    [
      'a thread of another name',
      { threads: { 'hello-again': { language: 'en' } } },
      'threads["hello-again"]: no earlier fixture has the thread "hello-again": a new one needs messages too',
    ],
    [
      'a row of a population that there is not',
      { contacts: [{ id: 'con_00000000-0000-4000-8000-000000000000', display_name: 'Zoe' }] },
      'contacts[0]: no earlier fixture has the contact "con_00000000-0000-4000-8000-000000000000": a new one needs channel_id too',
    ],
    [
      'the id of another noun',
      { teams: [{ id: 'ch_a', business_unit_id: 'bu_a', name: 'Team' }] },
      'teams[0].id: expected the id of no channel (',
    ],
    [
      'another organization',
      { ...other, teams: [{ id: 't_a', business_unit_id: 'bu_b' }] },
      'teams[0].business_unit_id: expected to stay in org_a, found "bu_b" of org_b: an earlier fixture has this team ("$replace": true makes another one of it)',
    ],
    [
      'a field that has to be',
      { teams: [{ id: 't_a', $replace: true }] },
      'teams[0].business_unit_id is missing: expected a text of 1 to 200 characters',
    ],
    [
      'a reference that no longer leads anywhere',
      { conversations: [{ id: 'conv_a', contact_id: 'con_b' }] },
      'conversations[0].contact_id: expected the id of a contact, found "con_b": did you mean `con_a`?',
    ],
    [
      'the same id twice in the later one',
      {
        teams: [
          { id: 't_a', name: 'One' },
          { id: 't_a', name: 'Two' },
        ],
      },
      'teams[1].id: expected a new one, found "t_a" again',
    ],
  ]
  test.each(cases)('%s', (_, patch, sentence) => {
    const folder = write(patch)
    expect(() => buildApp({ fixtures: [write(small), folder] })).toThrow(
      `${folder}/world.json: ${sentence}`,
    )
  })

  test('another organization is right for a row that is replaced', () => {
    const app = over(
      other,
      {
        users: [{ id: 'u_a', organization_ids: ['org_a', 'org_b'] }],
        teams: [
          { id: 't_a', is_default: null },
          { id: 't_new', business_unit_id: 'bu_a', name: 'New' },
        ],
        conversations: [{ id: 'conv_a', team_id: 't_new' }],
      },
      { teams: [{ id: 't_a', business_unit_id: 'bu_b', name: 'Moved', $replace: true }] },
    )
    expect(rowOf(app, 'teams', 't_a')).toMatchObject({ organization_id: 'org_b' })
  })
})
