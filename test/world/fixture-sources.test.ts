/** What `--fixtures` and the option `fixtures` may name. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AppOptions } from '../../src/app-options.ts'
import { type CompleteWorld, defaultWorld, startGateway } from '../../src/index.ts'
import { defaultFixture } from '../../src/package-root.ts'
import { build, client, ids, tokens } from '../helpers.ts'
import { run, scratchFolder, start, stop } from '../process/run.ts'
import { small, write } from './small.ts'

const views = '/v2/backend/team_conversations/_views_count'
const ofSmall = small as unknown as CompleteWorld

async function countAll(app: ReturnType<typeof build>, token: string): Promise<number> {
  return (await client(app, token).get(views)).body.all
}

/** Lines that a gateway has logged while it started. */
function warnings(options: AppOptions): string[] {
  const lines: string[] = []
  build({ ...options, log: 'json', logOutput: { write: (line) => lines.push(line) } })
  return lines.map((line) => JSON.parse(line)).map(({ message }) => message)
}

describe('the command takes', () => {
  const cases: [string, (folder: string) => string, string][] = [
    ['a folder', (folder) => folder, 'mine'],
    ['its world.json', (folder) => join(folder, 'world.json'), 'mine'],
    ['the world of the package by its name', () => 'default', 'default'],
    ['both', (folder) => `default,${folder}`, 'default + mine'],
  ]
  test.each(cases)('%s', async (_, fixtures, name) => {
    const folder = write({ ...small, tokens: small.tokens })
    const flags = ['--log', 'human', '--db', ':memory:']
    const gateway = await start([...flags, '--fixtures', fixtures(folder)])
    expect(gateway.stdout()).toContain(`  fixture     ${name}\n`)
    const token = name.includes('mine') ? 'acc_a' : tokens.user
    const response = await fetch(gateway.url + views, { headers: { 'x-access-token': token } })
    expect(response.status).toBe(200)
    await stop(gateway)
  })

  test('search documents beside a world.json that was named', async () => {
    const folder = write(small)
    mkdirSync(join(folder, 'search'))
    writeFileSync(
      join(folder, 'search/brd_mine.jsonl'),
      '{"_id": "one", "organization_id": "org_a", "fields": {"a": "needle"}}\n',
    )
    const app = build({ fixtures: [join(folder, 'world.json')] })
    const { body } = await client(app, 'acc_a').post('/v1/backend/meilisearch/brd_mine/search', {
      q: 'needle',
    })
    expect(body.message.hits).toHaveLength(1)
  })
})

describe('a folder called default', () => {
  test('is meant by ./default, and the log says so', async () => {
    const cwd = scratchFolder()
    symlinkSync(write(small), join(cwd, 'default'))
    const named = await start(['--db', ':memory:', '--fixtures', 'default'], { cwd })
    expect((await stop(named)).stdout).toContain(
      'fixtures: default is the world of the package, the folder here is ./default',
    )
    const path = await start(['--db', ':memory:', '--fixtures', './default'], { cwd })
    const headers = { 'x-access-token': 'acc_a' }
    expect((await fetch(path.url + views, { headers })).status).toBe(200)
    expect((await stop(path)).stdout).not.toContain('the world of the package')
  })

  test('is nothing to speak of where it is not named', () => {
    expect(warnings({})).toEqual([])
    expect(warnings({ fixtures: ['default'] })).toEqual([])
  })
})

describe('a world in code', () => {
  test('is served, alone and beside folders, in order', async () => {
    const renamed = { teams: [{ id: 't_a', name: 'Renamed' }] }
    const app = build({ fixtures: [ofSmall, renamed] })
    expect(await countAll(app, 'acc_a')).toBe(4)
    const both = build({ fixtures: [defaultFixture, ofSmall, write(renamed)] })
    expect(await countAll(both, 'acc_a')).toBe(4)
    expect(await countAll(both, tokens.user)).toBe(await countAll(build(), tokens.user))
    const team = 'SELECT name FROM teams WHERE id = ?'
    for (const { world } of [app, both]) {
      expect(world.database.prepare(team).pluck().get('t_a')).toBe('Renamed')
    }
  })

  test('is what it was when it was given, also after a reset', async () => {
    const world = structuredClone(ofSmall)
    await using gateway = await startGateway({ fixtures: [world] })
    world.conversations.length = 0
    world.populations.length = 0
    const ask = async () => {
      const headers = { 'x-access-token': 'acc_a' }
      return ((await (await fetch(gateway.url + views, { headers })).json()) as { all: number }).all
    }
    expect(await ask()).toBe(4)
    gateway.reset()
    expect(await ask()).toBe(4)
    expect(gateway.fixture).toEqual({ name: 'object', isStale: false })
  })

  test('is known again by a file, and a changed one is stale', async () => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    await build({ db, fixtures: ['default', ofSmall] }).close()
    const same = build({ db, fixtures: ['default', structuredClone(ofSmall)] })
    expect(same.world.fixture).toEqual({ name: 'default + object', isStale: false })
    await same.close()
    const changed = build({ db, fixtures: ['default', { ...ofSmall, messages: [] }] })
    expect(changed.world.fixture).toEqual({ name: 'default + object', isStale: true })
  })

  const cyclic: Record<string, unknown> = {}
  cyclic.organizations = cyclic
  const mistakes: [string, unknown, string][] = [
    ['its mistakes name it', ['default', { team: [] }], 'fixtures[1]: team is not known: did you'],
    ['a list is none', [[]], 'fixtures[0]: expected an object, found []'],
    ['a number is none', [7], 'fixtures[0]: expected a folder or a world, found 7'],
    ['nothing is none', [''], 'fixtures[0]: expected a folder or a world, found ""'],
    ['what is no JSON', [cyclic], 'fixtures[0]: cannot be written as JSON: '],
    ['no name of a file', ['a\0b'], 'fixtures[0]: expected a folder or a world, found "a\\u0000b"'],
    ['no list', 'default', 'fixtures: expected a list of folders and worlds, at least one, found'],
  ]
  test.each(mistakes)('%s', (_, fixtures, sentence) => {
    expect(() => build({ fixtures: fixtures as string[] })).toThrow(sentence)
  })
})

describe('the default world', () => {
  test('can be read in code, and started with', async () => {
    expect(defaultWorld.teams.find(({ id }) => id === ids.team)?.name).toBe('Orders and Delivery')
    expect(Object.keys(defaultWorld)).toHaveLength(12)
    const app = build({
      fixtures: [defaultWorld, { contacts: [{ id: tokens.contact, display_name: 'Zoe' }] }],
    })
    expect(await countAll(app, tokens.user)).toBe(await countAll(build(), tokens.user))
    expect(
      app.world.database
        .prepare('SELECT display_name FROM contacts WHERE id = ?')
        .pluck()
        .get(tokens.contact),
    ).toBe('Zoe')
  })

  test('is one for all, and therefore cannot be changed', () => {
    const [team] = defaultWorld.teams
    expect(() => Object.assign(team ?? {}, { name: 'Renamed' })).toThrow(TypeError)
    expect(() => Object.assign(defaultWorld, { teams: [] })).toThrow(TypeError)
    const mine = structuredClone(defaultWorld)
    mine.teams.length = 1
    expect(defaultWorld.teams).toHaveLength(26)
  })
})

describe('a world that nobody can call', () => {
  test('starts, and one line of the log says what to add', async () => {
    const gateway = await start(['--db', ':memory:', '--fixtures', write({})])
    expect((await fetch(`${gateway.url}/livez`)).status).toBe(200)
    const { stdout } = await stop(gateway)
    const lines = stdout.split('\n').filter((line) => line.includes('can call'))
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '').message).toBe(
      'nobody can call: the fixture mine has no token, channel or contact. Add a user and a token of kind "user" to its world.json; docs/fixtures.md has the smallest world that works',
    )
  })

  const { organizations, business_units, users, channels, tokens: listed } = ofSmall
  const directory = { organizations, business_units, users }
  test.each([
    ['of users without a token', directory, 'only a JWT whose sub is a user’s id can call'],
    ['with a token', { ...directory, tokens: listed }, undefined],
    ['with a channel', { ...directory, channels }, undefined],
  ])('%s', (_, world, sentence) => {
    const lines = warnings({ fixtures: [world] })
    expect(lines).toEqual(sentence === undefined ? [] : [expect.stringContaining(sentence)])
  })
})

test('a wrong fixture leaves no file behind', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const { code } = await run(['--port', '0', '--db', db, '--fixtures', write({ nope: 1 })])
  expect(code).toBe(3)
  expect(existsSync(db)).toBe(false)
})
