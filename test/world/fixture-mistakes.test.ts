/** What is said of a fixture that cannot be used: file, path, what was expected; and all of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, client } from '../helpers.ts'
import { run, scratchFolder } from '../process/run.ts'
import { type Small, small, write } from './small.ts'

type Loose = Small & Record<string, unknown>

const change =
  (edit: (world: Loose) => void): (() => unknown) =>
  () => {
    const world = structuredClone(small) as Loose
    edit(world)
    return world
  }

const first = <Item>(list: Item[]): Item => {
  const [item] = list
  if (item === undefined) throw new Error('the list is empty')
  return item
}

/** The sentences that are said, without the file they are about. */
function mistakesOf(fixtures: string[]): string[] {
  let text = ''
  try {
    buildApp({ fixtures })
  } catch (error) {
    text = (error as Error).message
  }
  const lines = text.split('\n  ')
  return lines.length === 1 ? lines : lines.slice(1)
}

describe('a mistake names file, path and what was expected', () => {
  const form = 'a time in UTC with milliseconds, for instance "2022-04-07T04:11:28.148Z"'
  const conversation =
    'known: id, team_conversation_id, contact_id, team_id, status, name, timestamp, is_presence, user_ids'
  const cases: [string, () => unknown, string][] = [
    ['not JSON', () => '{"teams": [', 'not JSON: '],
    ['not an object', () => '[]', 'expected an object, found []'],
    [
      'an unknown list',
      change((w) => Object.assign(w, { team: [] })),
      'team is not known: did you mean `teams`? known: $schema, organizations,',
    ],
    ['no list', change((w) => Object.assign(w, { teams: {} })), 'teams: expected a list, found {}'],
    [
      'no record',
      change((w) => Object.assign(w, { names: [] })),
      'names: expected an object, found []',
    ],
    ['no row', change((w) => Object.assign(w, { teams: [7] })), 'teams[0]: expected an object'],
    [
      'an unknown property',
      change((w) => Object.assign(first(w.conversations), { is_presense: true })),
      `conversations[0].is_presense is not known: did you mean \`is_presence\`? ${conversation}`,
    ],
    [
      'an unknown property like none',
      change((w) => Object.assign(first(w.conversations), { colour: 'red' })),
      `conversations[0].colour is not known: ${conversation}`,
    ],
    [
      'an unknown property deep inside',
      change((w) => Object.assign(first(w.threads.hello.messages), { after_second: 1 })),
      'threads.hello.messages[0].after_second is not known: did you mean `after_seconds`? known: by, type, content, after_seconds',
    ],
    [
      'a key that is no name of a program',
      change((w) => Object.assign(w.threads, { 'good-bye': { language: 'en', messages: [] } })),
      'threads["good-bye"].messages: expected a list that is not empty, found []',
    ],
    [
      'a missing id',
      change((w) => Reflect.deleteProperty(first(w.users), 'id')),
      'users[0].id is missing: expected a text of 1 to 200 characters',
    ],
    [
      'an id that is no text',
      change((w) => Object.assign(first(w.messages), { id: 7 })),
      'messages[0].id: expected a text of 1 to 200 characters, found 7',
    ],
    [
      'an unknown status',
      change((w) => Object.assign(first(w.conversations), { status: 'rep_needed' })),
      'conversations[0].status: expected one of active, unassigned, rep needed, pending, soon to be, overdue, closed, spam, found "rep_needed"',
    ],
    [
      'an unknown channel type',
      change((w) => Object.assign(first(w.channels), { type: 'fax' })),
      'channels[0].type: expected one of web, facebook, whatsapp, instagram, wechat, line, email, wecom, found "fax"',
    ],
    [
      'an unknown kind of token',
      change((w) => Object.assign(first(w.tokens), { kind: 'key' })),
      'tokens[0].kind: expected one of user, api_key, contact, channel, found "key"',
    ],
    [
      'a property of another kind of token',
      change((w) => Object.assign(first(w.tokens), { contact_id: 'con_a' })),
      'tokens[0].contact_id is not known: known: kind, token, user_id,',
    ],
    [
      'null where a field has to be',
      change((w) => Object.assign(first(w.channels), { name: null })),
      'channels[0].name is missing: expected a text',
    ],
    [
      'a time without milliseconds',
      change((w) => Object.assign(first(w.messages), { created_at: '2022-01-01T00:00:00Z' })),
      `messages[0].created_at: expected ${form}, found "2022-01-01T00:00:00Z"`,
    ],
    [
      'a time that there never was',
      change((w) => Object.assign(first(w.populations), { starts_at: '2022-13-01T00:00:00.000Z' })),
      `populations[0].starts_at: expected ${form}, found "2022-13-01T00:00:00.000Z"`,
    ],
    [
      'a negative count',
      change((w) => Object.assign(first(w.populations), { count: -1 })),
      'populations[0].count: expected a whole number from 0 to 10000000, found -1',
    ],
    [
      'a schema that is no address',
      change((w) => Object.assign(w, { $schema: 1 })),
      '$schema: expected a text, found 1',
    ],
    [
      'an id that is not there',
      change((w) => Object.assign(first(w.conversations), { contact_id: 'con_x' })),
      'conversations[0].contact_id: expected the id of a contact, found "con_x": did you mean `con_a`?',
    ],
    [
      'a sender that is not there',
      change((w) => Object.assign(first(w.messages), { from: 'nobody' })),
      'messages[0].from: expected the id of a user or contact, found "nobody"',
    ],
    [
      'an id given twice',
      change((w) => w.users.push(first(w.users))),
      'users[1].id: expected a new one, found "u_a" again',
    ],
    [
      'a token given twice',
      change((w) => w.tokens.push(first(w.tokens))),
      'tokens[1].token: expected a new one, found "acc_a" again',
    ],
    [
      'a team conversation id given twice',
      change((w) => w.conversations.push({ ...first(w.conversations), id: 'conv_b' })),
      'conversations[1].team_conversation_id: expected a new one, found "tc_a" again (first in conversations[0])',
    ],
    [
      'a second default team',
      change((w) => w.teams.push({ ...first(w.teams), id: 't_b' })),
      'teams[1].is_default: expected a new one, found "bu_a" again (first in teams[0])',
    ],
    [
      'a second default channel of one type',
      change((w) => w.channels.push({ ...first(w.channels), id: 'ch_b' })),
      'channels[1].is_default: expected a new one, found "org_a, web" again (first in channels[0])',
    ],
    [
      'a team of another business unit',
      change((w) => {
        w.business_units.push({ id: 'bu_b', organization_id: 'org_a', name: 'B' })
        first(w.teams).business_unit_id = 'bu_b'
      }),
      'conversations[0].team_id: expected a team of bu_a, found "t_a"',
    ],
    [
      'a token of an organization that is not the user’s',
      change((w) => {
        w.organizations.push({ id: 'org_b', name: 'B' })
        first(w.tokens).organization_id = 'org_b'
      }),
      'tokens[0].organization_id: expected an organization of u_a, found "org_b"',
    ],
    [
      'a thread that is not there',
      change((w) => Object.assign(first(w.populations), { threads: ['bye'] })),
      'populations[0].threads[0]: expected a key of threads, found "bye"',
    ],
    [
      'a language without names',
      change((w) => Object.assign(w.threads.hello, { language: 'eo' })),
      'populations[0].threads[0]: expected names for the thread\'s language "eo"',
    ],
    [
      'an agent who has not joined',
      change((w) => Object.assign(first(w.threads.hello.messages), { by: 'agent' })),
      'populations[0].threads[0]: expected somebody in joined_by: an agent speaks in "hello"',
    ],
    [
      'a bot on a channel without one',
      change((w) => Object.assign(first(w.threads.hello.messages), { by: 'bot' })),
      'populations[0].threads[0]: expected a channel with a bot_id: a bot speaks in "hello"',
    ],
    [
      'conversations that would never begin',
      change((w) => Object.assign(first(w.populations), { every_seconds: 1e12 })),
      'populations[0].threads[0]: expected to end before the year 10000: count, every_seconds or',
    ],
    [
      'a replacement of nothing',
      change((w) => Object.assign(first(w.teams), { $replace: true })),
      'teams[0].$replace: no earlier fixture has this team',
    ],
    [
      'a replacement that is neither yes nor no',
      change((w) => Object.assign(first(w.teams), { $replace: 'yes' })),
      'teams[0].$replace: expected true or false, found "yes"',
    ],
  ]
  test.each(cases)('%s', (_, make, sentence) => {
    const folder = write(make())
    const mistakes = mistakesOf([folder])
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toContain(`${join(folder, 'world.json')}: ${sentence}`)
  })
})

describe('all mistakes are listed', () => {
  test('of schema and of references, of every file, search files too', async () => {
    const one = write(
      change((w) => {
        Object.assign(first(w.conversations), { chanel: 'ch_a', contact_id: 'con_x' })
        Object.assign(first(w.messages), { created_at: 'now' })
      })(),
    )
    const other = write({ teams: [{ id: 't_b', business_unit_id: 'bu_x', name: 'B' }], nope: 1 })
    const search = join(other, 'search')
    mkdirSync(search)
    writeFileSync(join(search, 'settings.json'), '{"default": {"stopwords": []}, "brd_b": 1}')
    writeFileSync(join(search, 'brd_b.jsonl'), '{"_id": 1}\n{"id": 2}\n{')
    const { code, stderr } = await run([
      ...['--port', '0', '--db', ':memory:', '--fixtures', `${one},${other}`],
    ])
    expect(code).toBe(3)
    const [head, ...lines] = stderr.trimEnd().split('\n  ')
    expect(head).toBe('imbrace-gateway-mock: 9 mistakes in the fixture:')
    expect(lines.map((line) => line.split(/ (?:is|expected|not JSON)\b/)[0]).sort()).toEqual(
      [
        `${one}/world.json: conversations[0].chanel`,
        `${one}/world.json: conversations[0].contact_id:`,
        `${one}/world.json: messages[0].created_at:`,
        `${other}/search/brd_b.jsonl:2: _id`,
        `${other}/search/brd_b.jsonl:3:`,
        `${other}/search/settings.json: brd_b:`,
        `${other}/search/settings.json: default: search setting \`stopwords\``,
        `${other}/world.json: nope`,
        `${other}/world.json: teams[0].business_unit_id:`,
      ].sort(),
    )
  })

  test('twenty of them, and the number of the others', () => {
    const teams = Array.from({ length: 27 }, (_, n) => ({ id: `t_${n}`, name: 'Team' }))
    const mistakes = mistakesOf([write({ teams })])
    expect(mistakes).toHaveLength(21)
    expect(mistakes[19]).toContain(
      'world.json: teams[19].business_unit_id is missing: expected a text of 1 to 200 characters',
    )
    expect(mistakes[20]).toBe('and 7 more')
  })

  test('but not what may be there in a file that cannot be read', () => {
    const { users, tokens, ...rest } = small
    const patch = { id: 't_old', name: 'Renamed' }
    const broken = write('{')
    const other = write({ ...rest, teams: [...rest.teams, patch], nope: 1 })
    expect(mistakesOf([broken, other, '/nowhere'])).toEqual([
      expect.stringContaining(`${broken}/world.json: not JSON: `),
      expect.stringContaining('/nowhere: there is no such folder'),
      expect.stringContaining(`${other}/world.json: nope is not known`),
    ])
  })

  test('one has no list', () => {
    const folder = write({ teams: 1 })
    expect(mistakesOf([folder])).toEqual([`${folder}/world.json: teams: expected a list, found 1`])
  })
})

describe('a folder that cannot be read', () => {
  test('is not there: exit code 3', async () => {
    const { code, stderr } = await run([
      ...['--port', '0', '--db', ':memory:', '--fixtures', '/nowhere'],
    ])
    expect(code).toBe(3)
    expect(stderr).toBe(
      'imbrace-gateway-mock: /nowhere: there is no such folder: expected one with a world.json, or default\n',
    )
  })

  test('has no world.json', () => {
    const folder = scratchFolder()
    expect(mistakesOf([folder])).toEqual([
      `${folder}/world.json: there is no such file: every fixture has a world.json`,
    ])
  })

  test('is a file of another name', () => {
    const file = join(scratchFolder(), 'mine.json')
    writeFileSync(file, '{}')
    expect(mistakesOf([file])).toEqual([
      `${file}: expected a folder with a world.json, or that world.json`,
    ])
  })

  test('has been broken since: a reset changes nothing', async () => {
    const folder = write(small)
    const app = build({ fixtures: [folder] })
    write('{', folder)
    expect(() => app.world.reset()).toThrow('not JSON')
    expect((await client(app, 'acc_a').get('/v1/backend/channels/_conv_count')).body.all).toBe(4)
  })
})
