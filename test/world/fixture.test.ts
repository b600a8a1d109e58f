import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, client } from '../helpers.ts'
import { run, scratchFolder } from '../process/run.ts'

/** The smallest world in which a conversation can be had. */
const small = {
  organizations: [{ id: 'org_a', name: 'A' }],
  business_units: [{ id: 'bu_a', organization_id: 'org_a', name: 'A' }],
  teams: [{ id: 't_a', business_unit_id: 'bu_a', name: 'Team', is_default: true }],
  users: [{ id: 'u_a', organization_ids: ['org_a'], display_name: 'Ann' }],
  channels: [{ id: 'ch_a', business_unit_id: 'bu_a', type: 'web', name: 'Web', is_default: true }],
  contacts: [{ id: 'con_a', channel_id: 'ch_a', display_name: 'Cat' }],
  conversations: [
    {
      id: 'conv_a',
      team_conversation_id: 'tc_a',
      contact_id: 'con_a',
      team_id: 't_a',
      status: 'rep needed',
      name: 'Cat',
      timestamp: '2022-01-01T00:00:00.000Z',
      user_ids: ['u_a'],
    },
  ],
  messages: [
    {
      id: 'msg_a',
      conversation_id: 'conv_a',
      from: 'con_a',
      type: 'text',
      content: { text: 'Hello' },
      created_at: '2022-01-01T00:00:00.000Z',
    },
  ],
  tokens: [{ kind: 'user', token: 'acc_a', user_id: 'u_a', organization_id: 'org_a' }],
  names: { en: { first_names: ['Eve'], last_names: ['Fox'] } },
  threads: {
    hello: {
      language: 'en',
      messages: [{ by: 'contact', type: 'text', content: { text: 'Hi' }, after_seconds: 0 }],
    },
  },
  populations: [
    {
      name: 'some',
      count: 3,
      channel_id: 'ch_a',
      team_id: null,
      status: 'overdue',
      joined_by: [],
      threads: ['hello'],
      starts_at: '2022-01-01T00:00:00.000Z',
      every_seconds: 60,
    },
  ],
}
type Small = typeof small

function write(world: unknown, folder = join(scratchFolder(), 'mine')): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'world.json'),
    typeof world === 'string' ? world : JSON.stringify(world),
  )
  return folder
}

test('a world of one’s own is served', async () => {
  const app = build({ fixtures: [write(small)] })
  const { body } = await client(app, 'acc_a').get('/v2/backend/team_conversations/_views_count')
  expect(body).toEqual({
    all: 4,
    yours: 1,
    closed: 0,
    spam: 0,
    online: 0,
    rep_needed: 1,
    pending: 0,
    soon_to_be: 0,
    overdue: 3,
    t_a: 1,
    null: 3,
  })
})

test('folders are merged in order, and may name each other’s ids', async () => {
  const { conversations, messages, ...base } = small
  const folders = [write(base), write({ conversations, messages })]
  const { body } = await client(build({ fixtures: folders }), 'acc_a').get(
    '/v1/backend/conversation_messages?conversation_id=tc_a',
  )
  expect(body).toMatchObject({ count: 1, data: [{ id: 'msg_a', from: 'con_a' }] })
})

test('a population expands to the same rows every time', () => {
  const rows = [0, 1].map(() => {
    const { database } = build({ fixtures: [write(small)] }).world
    return ['contacts', 'conversations', 'conversation_users', 'messages'].map((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
    )
  })
  expect(rows[0]).toEqual(rows[1])
})

test('an inbox of the default world is worth looking at', () => {
  const { database } = build().world
  const count = (sql: string) => database.prepare(sql).pluck().get() as number
  // Every conversation has a message, and the last one fits its status.
  expect(
    count(
      `SELECT count(*) FROM conversations WHERE id NOT IN (SELECT conversation_id FROM messages)`,
    ),
  ).toBe(0)
  expect(
    count(`
      SELECT count(*) FROM conversations JOIN messages ON messages.seq = (
        SELECT seq FROM messages WHERE conversation_id = conversations.id
        ORDER BY created_at DESC, seq DESC LIMIT 1)
      WHERE CASE WHEN status IN ('rep needed', 'pending', 'overdue') THEN "from" <> contact_id
                 WHEN status = 'active' THEN "from" = contact_id END`),
  ).toBe(0)
  expect(count(`SELECT count(DISTINCT display_name) FROM contacts`)).toBeGreaterThan(800)
  expect(count(`SELECT count(DISTINCT language) FROM contacts`)).toBeGreaterThan(5)
  expect(
    count(
      `SELECT count(*) FROM (SELECT 1 FROM messages GROUP BY conversation_id HAVING count(*) >= 15)`,
    ),
  ).toBeGreaterThanOrEqual(5)
  expect(database.prepare(`SELECT DISTINCT type FROM messages ORDER BY 1`).pluck().all()).toEqual(
    expect.arrayContaining(
      ['text', 'image', 'file', 'pdf', 'csv', 'audio', 'video', 'quick_reply', 'response'].sort(),
    ),
  )
  // No placeholder is left over.
  expect(
    count(
      `SELECT count(*) FROM messages WHERE content GLOB '*{[a-z]*}*' AND content NOT GLOB '*{"*'`,
    ),
  ).toBe(0)
  expect(
    count(
      `SELECT count(*) FROM messages WHERE content LIKE '%{name}%' OR content LIKE '%{number}%' OR content LIKE '%{agent}%' OR content LIKE '%{first_name}%'`,
    ),
  ).toBe(0)
})

describe('a broken fixture names file, path and what was expected', () => {
  const change =
    (edit: (world: Small & Record<string, unknown>) => void): (() => unknown) =>
    () => {
      const world = structuredClone(small) as Small & Record<string, unknown>
      edit(world)
      return world
    }
  const first = <Item>(list: Item[]): Item => {
    const [item] = list
    if (item === undefined) throw new Error('the list is empty')
    return item
  }
  const cases: [string, () => unknown, string][] = [
    ['not JSON', () => '{"teams": [', 'not JSON: '],
    ['not an object', () => '[]', '/: Expected object'],
    ['unknown key', change((w) => Object.assign(w, { team: [] })), '/team: Unexpected property'],
    ['missing id', change((w) => Reflect.deleteProperty(first(w.users), 'id')), '/users/0/id: '],
    [
      'unknown status',
      change((w) => Object.assign(first(w.conversations), { status: 'rep_needed' })),
      '/conversations/0/status: expected one of active, unassigned, rep needed, pending, soon to be, overdue, closed, spam, found "rep_needed"',
    ],
    [
      'unknown channel type',
      change((w) => Object.assign(first(w.channels), { type: 'fax' })),
      '/channels/0/type: expected one of web, facebook',
    ],
    [
      'a date without milliseconds',
      change((w) => Object.assign(first(w.messages), { created_at: '2022-01-01T00:00:00Z' })),
      '/messages/0/created_at: ',
    ],
    [
      'a negative count',
      change((w) => Object.assign(first(w.populations), { count: -1 })),
      '/populations/0/count: Expected integer to be greater or equal to 0, found -1',
    ],
    [
      'an id that is not there',
      change((w) => Object.assign(first(w.conversations), { contact_id: 'con_x' })),
      '/conversations/0/contact_id: expected the id of a contact, found "con_x"',
    ],
    [
      'an id given twice',
      change((w) => w.users.push(first(w.users))),
      '/users/1/id: expected a new id, found "u_a" again',
    ],
    [
      'a team conversation id given twice',
      change((w) => w.conversations.push({ ...first(w.conversations), id: 'conv_b' })),
      '/conversations/1/team_conversation_id: expected a new one, found "tc_a" again',
    ],
    [
      'a second default team',
      change((w) => w.teams.push({ ...first(w.teams), id: 't_b' })),
      '/teams/1/is_default: expected a new one, found "bu_a" again',
    ],
    [
      'a second default channel of one type',
      change((w) => w.channels.push({ ...first(w.channels), id: 'ch_b' })),
      '/channels/1/is_default: expected a new one, found "org_a, web" again',
    ],
    [
      'a team of another business unit',
      change((w) => {
        w.business_units.push({ id: 'bu_b', organization_id: 'org_a', name: 'B' })
        first(w.teams).business_unit_id = 'bu_b'
      }),
      '/conversations/0/team_id: expected a team of bu_a, found "t_a"',
    ],
    [
      'a token of an organization that is not the user’s',
      change((w) => {
        w.organizations.push({ id: 'org_b', name: 'B' })
        first(w.tokens).organization_id = 'org_b'
      }),
      '/tokens/0/organization_id: expected an organization of u_a',
    ],
    [
      'a thread that is not there',
      change((w) => Object.assign(first(w.populations), { threads: ['bye'] })),
      '/populations/0/threads/0: expected a key of threads, found "bye"',
    ],
    [
      'a language without names',
      change((w) => Object.assign(w.threads.hello, { language: 'eo' })),
      '/populations/0/threads/0: expected names for the thread\'s language "eo"',
    ],
    [
      'an agent who has not joined',
      change((w) => Object.assign(first(w.threads.hello.messages), { by: 'agent' })),
      '/populations/0/threads/0: expected somebody in joined_by: an agent speaks in "hello"',
    ],
    [
      'a bot on a channel without one',
      change((w) => Object.assign(first(w.threads.hello.messages), { by: 'bot' })),
      '/populations/0/threads/0: expected a channel with a bot_id: a bot speaks in "hello"',
    ],
  ]
  test.each(cases)('%s', (_, make, sentence) => {
    const folder = write(make())
    expect(() => buildApp({ fixtures: [folder] })).toThrow(
      `${join(folder, 'world.json')}: ${sentence}`,
    )
  })

  test('a folder that is not there ends the command with exit code 3', async () => {
    const { code, stderr } = await run([
      '--port',
      '0',
      '--db',
      ':memory:',
      '--fixtures',
      '/nowhere',
    ])
    expect(code).toBe(3)
    expect(stderr).toBe('imbrace-gateway-mock: /nowhere/world.json: cannot be read (ENOENT)\n')
  })

  test('a reset with a fixture that has since been broken changes nothing', async () => {
    const folder = write(small)
    const app = build({ fixtures: [folder] })
    write('{', folder)
    expect(() => app.world.reset()).toThrow('not JSON')
    expect((await client(app, 'acc_a').get('/v1/backend/channels/_conv_count')).body.all).toBe(4)
  })
})

test('a file remembers its fixture, and says when that has changed since', async () => {
  const folder = write(small)
  const db = join(scratchFolder(), 'gateway.sqlite')
  await buildApp({ db, fixtures: [folder] }).close()
  expect(build({ fixtures: [folder] }).world.fixture).toEqual({ name: 'mine', isStale: false })

  write({ ...small, messages: [] }, folder)
  const again = build({ db, fixtures: [folder] })
  expect(again.world.fixture).toEqual({ name: 'mine', isStale: true })
  again.world.reset()
  expect(again.world.fixture.isStale).toBe(false)
  expect(again.world.database.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(3)
})
