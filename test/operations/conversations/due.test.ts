/** Conversations move on by the world's clock (docs/neighbours.md, 14). */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dueAt, later, statusAt } from '../../../src/operations/conversations/due-times.ts'
import type { Change } from '../../../src/worlds/changes.ts'
import { build, client, ids, tokens } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'
import { createRandom } from '../../random.ts'

const times = { soonToBeMs: 180_000, overdueMs: 300_000, closeAfterMs: 86_400_000 }
const at = '2024-05-01T10:00:00.000Z'
const tomorrow = later(at, times.closeAfterMs)
const minute = 60_000

test.each([
  ['pending', at, tomorrow, 'soon to be', later(at, times.soonToBeMs)],
  ['soon to be', at, tomorrow, 'overdue', later(at, times.overdueMs)],
  ['overdue', at, tomorrow, 'closed', tomorrow],
  ['rep needed', at, tomorrow, 'closed', tomorrow],
  ['active', null, tomorrow, 'closed', tomorrow],
  ['pending', at, later(at, minute), 'closed', later(at, minute)],
  ['pending', at, null, 'soon to be', later(at, times.soonToBeMs)],
  ['pending', null, tomorrow, 'closed', tomorrow],
  ['pending', at, later(at, times.soonToBeMs), 'closed', later(at, times.soonToBeMs)],
] as const)(
  '%s since %s, to be closed at %s, becomes %s at %s',
  (status, since, closes, next, due) => {
    const row = { status, waiting_since: since, closes_at: closes }
    expect(dueAt(row, times)).toBe(due)
    expect(statusAt(due, row)).toBe(next)
  },
)

test.each([
  ['closed', at, tomorrow],
  ['spam', at, tomorrow],
  ['pending', null, null],
  ['active', null, null],
] as const)('%s since %s, to be closed at %s, stays', (status, since, closes) => {
  expect(dueAt({ status, waiting_since: since, closes_at: closes }, times)).toBeNull()
})

function open(db = ':memory:', options: Parameters<typeof build>[0] = {}) {
  let now = Date.parse(at)
  const app = build({ db, clock: () => new Date(now), ...options })
  const agent = client(app, tokens.user)
  const contact = client(app, tokens.contact)
  const say = (who: typeof agent) =>
    who.post('/v1/backend/conversation_messages', {
      type: 'text',
      text: 'x',
      ...(who === agent && { conversation_id: ids.conversation }),
    })
  return {
    app,
    agent,
    contact,
    pass: (ms: number) => {
      now += ms
    },
    contactSays: () => say(contact),
    agentSays: () => say(agent),
    /** As the room says it, and as the list of its view and the side bar count it. */
    async status() {
      const url = `/v1/backend/team_conversations/${ids.teamConversation}`
      const { status } = (await agent.get(url)).body as { status: string }
      const view = encodeURIComponent(status)
      const list = await agent.get(
        `/v2/backend/team_conversations?type=business_unit_id&q=${ids.businessUnit}&view=${view}`,
      )
      const counts = await agent.get(
        `/v2/backend/team_conversations/_views_count?type=business_unit_id&q=${ids.businessUnit}`,
      )
      const counted = (counts.body as Record<string, number>)[status.replaceAll(' ', '_')]
      const { count } = list.body as { count: number }
      if (status !== 'active') expect(counted).toBe(count)
      return status
    },
  }
}

test('whoever waits for an agent who has joined is soon to be, overdue, and closed a day later', async () => {
  const { contactSays, pass, status } = open()
  await contactSays()
  expect(await status()).toBe('pending')
  pass(3 * minute - 1)
  expect(await status()).toBe('pending')
  pass(1)
  expect(await status()).toBe('soon to be')
  // To write again is not to begin anew.
  await contactSays()
  expect(await status()).toBe('soon to be')
  pass(2 * minute)
  expect(await status()).toBe('overdue')
  pass(24 * 60 * minute - 2 * minute - 1)
  expect(await status()).toBe('overdue')
  pass(1)
  expect(await status()).toBe('closed')
  await contactSays()
  expect(await status()).toBe('pending')
})

test('a day is that of the latest message, whatever was due before it', async () => {
  const { agentSays, contactSays, pass, status } = open()
  await contactSays()
  pass(2 * minute)
  await contactSays()
  await agentSays()
  pass(24 * 60 * minute - 1)
  expect(await status()).toBe('active')
  pass(1)
  expect(await status()).toBe('closed')
  // And where the clock went back, an earlier one.
  await contactSays()
  await agentSays()
  pass(-2 * minute)
  await contactSays()
  await agentSays()
  pass(24 * 60 * minute - 1)
  expect(await status()).toBe('active')
  pass(1)
  expect(await status()).toBe('closed')
})

test('whoever has waited waits on when the gateway starts again', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = open(db)
  await first.contactSays()
  await first.app.close()

  const { pass, status } = open(db)
  pass(3 * minute - 1)
  expect(await status()).toBe('pending')
  pass(1)
  expect(await status()).toBe('soon to be')
})

test('an agent who leaves and comes back has not begun the waiting anew', async () => {
  const { app, agent, pass } = open()
  const { id, contact_id } = (await client(app, tokens.channel).post('/v1/backend/conversation'))
    .body as { id: string; contact_id: string }
  const status = async () =>
    (await agent.get(`/v1/backend/conversations/${id}`)).body as { status: string }
  const move = (how: '_join' | '_leave') =>
    agent.post(`/v1/backend/team_conversations/${how}`, { id })
  await move('_join')
  const hello = { type: 'text', text: 'x' }
  await client(app, contact_id).post('/v1/backend/conversation_messages', hello)
  expect(await status()).toMatchObject({ status: 'pending' })

  await move('_leave')
  pass(10 * minute)
  // Guessed: what nobody has joined does not age.
  expect(await status()).toMatchObject({ status: 'rep needed' })
  await move('_join')
  expect(await status()).toMatchObject({ status: 'overdue' })
})

test('closed late, all is told in the order of time', async () => {
  const { app, contactSays, pass, status } = open()
  await contactSays()
  pass(2 * minute)
  await contactSays()
  const told: Change[] = []
  app.world.changes.listen((changes) => void told.push(...changes))
  pass(48 * 60 * minute)
  expect(await status()).toBe('closed')
  expect(told.map((one) => one.kind === 'status_updated' && one.status)).toEqual([
    'soon to be',
    'overdue',
    'closed',
  ])
})

test('an answer ends the waiting, and the day goes on', async () => {
  const { contactSays, agentSays, pass, status } = open()
  await contactSays()
  pass(minute)
  await agentSays()
  pass(10 * minute)
  expect(await status()).toBe('active')
  pass(24 * 60 * minute)
  expect(await status()).toBe('closed')
})

test('closed by hand it stays closed, spam stays spam', async () => {
  const { app, agent, contactSays, pass, status } = open()
  await contactSays()
  await agent.post('/v1/backend/team_conversations/_update_status', {
    id: ids.teamConversation,
    status: 'closed',
  })
  pass(10 * minute)
  expect(await status()).toBe('closed')
  app.world.database
    .prepare("UPDATE conversations SET status = 'spam' WHERE id = ?")
    .run(ids.conversation)
  await contactSays()
  pass(48 * 60 * minute)
  expect(await status()).toBe('spam')
})

test('rows of a fixture do not age, and what moves is told in its order', async () => {
  const { app, contactSays, pass, status } = open()
  const { database } = app.world
  const statuses = () =>
    database.prepare('SELECT status, count(*) FROM conversations GROUP BY status').all()
  const before = statuses()
  pass(400 * 24 * 60 * minute)
  await status()
  expect(statuses()).toEqual(before)

  await contactSays()
  const told: Change[] = []
  app.world.changes.listen((changes) => void told.push(...changes))
  pass(48 * 60 * minute)
  await status()
  expect(told.map((one) => one.kind === 'status_updated' && one.status)).toEqual([
    'soon to be',
    'overdue',
    'closed',
  ])
})

test('a clock that is advanced moves what is due at once, in the order of time', async () => {
  const app = build({ clock: () => new Date(at) })
  const control = (method: 'PUT' | 'POST', path: string, payload: object) =>
    app.inject({ method, url: `/_mock/clock${path}`, payload })
  await control('PUT', '', { frozen: true })
  const contact = client(app, tokens.contact)
  await contact.post('/v1/backend/conversation_messages', { type: 'text', text: 'x' })
  // A minute later somebody comes who has an agent too.
  await control('POST', '/advance', { ms: minute })
  const guest = (await client(app, 'imbrace_channel').post('/v1/backend/conversation')).body as {
    id: string
    contact_id: string
  }
  await client(app, tokens.user).post('/v1/backend/team_conversations/_join', { id: guest.id })
  await client(app, guest.contact_id).post('/v1/backend/conversation_messages', {
    type: 'text',
    text: 'x',
  })
  const told: unknown[] = []
  app.world.changes.listen((changes) => {
    for (const one of changes) {
      if (one.kind === 'status_updated') told.push([one.conversation_id, one.status])
    }
  })
  expect((await control('POST', '/advance', { ms: 10 * minute })).statusCode).toBe(200)
  expect(told).toEqual([
    [ids.conversation, 'soon to be'],
    [guest.id, 'soon to be'],
    [ids.conversation, 'overdue'],
    [guest.id, 'overdue'],
  ])
})

/** Hundreds that wait since the same few times, as an agent has joined them; and their steps, in order. */
async function openHundreds() {
  const world = open()
  const { app, agent, contactSays, pass } = world
  await app.inject({
    method: 'POST',
    url: '/_mock/conversations',
    payload: { count: 700, status: 'pending', joined_by: [ids.user], ages: false },
  })
  const look = () => agent.get(`/v1/backend/team_conversations/${ids.teamConversation}`)
  await contactSays()
  pass(3 * minute)
  // Something has moved: what is due next is looked up again.
  await look()
  const { database } = app.world
  const random = createRandom(7)
  const steps = Array.from({ length: 40 }, (_, n) => n)
  const rows = database
    .prepare<[], { rowid: number; id: string }>(
      "SELECT rowid, id FROM conversations WHERE status = 'pending' AND waiting_since IS NULL",
    )
    .all()
  const write = database.prepare(
    'UPDATE conversations SET waiting_since = ?, closes_at = ?, due_at = ? WHERE rowid = ?',
  )
  const expected: [due: string, rowid: number, id: string, status: string][] = []
  for (const { rowid, id } of rows) {
    // Few times for many: most are due with others.
    const since = later(at, random.pick(steps) * 5000)
    const closes = later(since, times.overdueMs + (random.pick(steps) % 5) * 10_000)
    write.run(since, closes, later(since, times.soonToBeMs), rowid)
    expected.push([later(since, times.soonToBeMs), rowid, id, 'soon to be'])
    // Due at the same time, it closes.
    if (closes > later(since, times.overdueMs)) {
      expected.push([later(since, times.overdueMs), rowid, id, 'overdue'])
    }
    expected.push([closes, rowid, id, 'closed'])
  }
  database.prepare('DELETE FROM messages').run()
  expect(rows.length).toBeGreaterThan(700)
  return {
    ...world,
    database,
    inOrder: expected.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1)),
    /** All of the first step, most of the second, some of the third; then the rest. */
    async passAll() {
      for (const minutes of [3, 30]) {
        pass(minutes * minute)
        await look()
      }
    },
  }
}

test('hundreds that are due in the same minutes are told in the order of time, those of each commit', async () => {
  const { app, database, inOrder, passAll } = await openHundreds()
  const places = new Map(inOrder.map(([, , id, become], place) => [`${id} ${become}`, place]))
  const commits: number[][] = []
  app.world.changes.listen((changes) => {
    const commit = changes.flatMap((one) =>
      one.kind === 'status_updated' && one.conversation_id !== ids.conversation
        ? [places.get(`${one.conversation_id} ${one.status}`) ?? -1]
        : [],
    )
    if (commit.length > 0) commits.push(commit)
  })
  await passAll()
  const ascending = (places: number[]) => places.toSorted((a, b) => a - b)
  expect(commits).toEqual(commits.map(ascending))
  expect(ascending(commits.flat())).toEqual(inOrder.map((_, place) => place))
  expect(commits.length).toBeGreaterThan(12)
  // Whatever else moves meanwhile, a conversation goes from step to step.
  const steps = Map.groupBy(commits.flat(), (place) => inOrder[place]?.[2])
  expect([...steps.values()]).toEqual([...steps.values()].map(ascending))
  const left = database
    .prepare(
      "SELECT count(*) FROM conversations WHERE id <> ? AND (due_at > '' OR status = 'pending')",
    )
    .pluck()
  expect(left.get(ids.conversation)).toBe(0)
})

test('steps are told one after the other where a later one is due before', async () => {
  const { app, contactSays, pass, status } = open(':memory:', { overdueMs: minute })
  const told: unknown[] = []
  app.world.changes.listen((changes) => {
    for (const one of changes) if (one.kind === 'status_updated') told.push(one.status)
  })
  await contactSays()
  pass(3 * minute)
  expect(await status()).toBe('overdue')
  expect(told).toEqual(['soon to be', 'overdue'])
})

test.each([
  ['one step each', 4 * minute, [66, 200, 134]],
  ['three steps each', 2 * 86_400_000, [198, 198, 198, 198, 198, 198, 12]],
])('a commit that somebody is told of is of 200 steps: %s', async (_name, ms, sizes) => {
  const { app, agent, pass } = open()
  await app.inject({
    method: 'POST',
    url: '/_mock/conversations',
    payload: { count: 400, status: 'pending' },
  })
  const told: number[] = []
  app.world.changes.listen(
    (changes) => {
      told.push(changes.length)
    },
    new Set(['status_updated']),
  )
  pass(ms)
  await agent.get(`/v1/backend/team_conversations/${ids.teamConversation}`)
  expect(told).toEqual(sizes)
})

test('hundreds that move at once are counted, and listed, as one by one', async () => {
  const { database, inOrder, passAll } = await openHundreds()
  await passAll()
  const last = new Map(inOrder.map(([, rowid, , become]) => [rowid, become]))
  const rows = database
    .prepare<[], [rowid: number, status: string, isOpen: number]>(
      'SELECT rowid, status, is_open FROM conversations ORDER BY rowid',
    )
    .raw()
    .all()
  const moved = rows.filter(([rowid]) => last.has(rowid))
  expect(moved).toEqual(moved.map(([rowid]) => [rowid, last.get(rowid), 0]))
  expect(moved.length).toBe(last.size)
  const listed = database.prepare('SELECT user_id, room FROM joined_rooms ORDER BY 1, 2')
  const toBeListed = database.prepare(`
    SELECT user_id, c.rowid FROM conversation_users JOIN users ON users.id = user_id
    JOIN conversations c ON c.id = conversation_id
    WHERE NOT is_bot AND status NOT IN ('closed', 'spam') ORDER BY 1, 2`)
  expect(listed.raw().all()).toEqual(toBeListed.raw().all())
  expect(database.prepare("SELECT key FROM meta WHERE key = 'counted_apart'").all()).toEqual([])
  // As they are counted one by one.
  for (const [table, from] of [
    ['conversation_counts', 'conversations'],
    [
      'joined_counts',
      'conversation_users JOIN conversations ON conversations.id = conversation_id',
    ],
  ]) {
    const who = table === 'joined_counts' ? 'user_id, ' : ''
    const group = `${who}organization_id, business_unit_id, status, coalesce(team_id, ''), channel_type, is_presence`
    const counted = database.prepare(
      `SELECT ${group}, conversations AS n FROM ${table} WHERE n <> 0 ORDER BY ${group}`,
    )
    const actual = database.prepare(
      `SELECT ${group}, count(*) AS n FROM ${from} GROUP BY ${group} ORDER BY ${group}`,
    )
    expect(counted.raw().all()).toEqual(actual.raw().all())
  }
})
