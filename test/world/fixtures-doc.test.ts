/** docs/fixtures.md: every snippet is run as a reader would, and the table is that of the schemas. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TObject } from '@sinclair/typebox'
import { expect, test } from 'vitest'
import { nounNames, nouns } from '../../src/world/fixture.ts'
import { tokenForms } from '../../src/world/fixture-rows.ts'
import { build, client, ids, tokens } from '../helpers.ts'
import { type Running, run, scratchFolder, start, stop } from '../process/run.ts'

const text = readFileSync(new URL('../../docs/fixtures.md', import.meta.url), 'utf8')
const views = '/v2/backend/team_conversations/_views_count'

interface Snippet {
  heading: string
  /** The file that the sentence before it names, if it ends so. */
  file: string | undefined
  language: string
  code: string
}

const snippets = readSnippets()

function readSnippets(): Snippet[] {
  const found: Snippet[] = []
  let heading = ''
  let before = ''
  let open: Snippet | undefined
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      if (line === '```') open = undefined
      else open.code += `${line}\n`
    } else if (line.startsWith('```')) {
      const names = [...before.matchAll(/`([\w/]+\.jsonl?)`/g)].map(([, name]) => name)
      open = { heading, file: undefined, language: line.slice(3), code: '' }
      if (before.endsWith(':') && open.language === 'json') open.file = names.at(-1)
      found.push(open)
      before = ''
    } else if (line.startsWith('## ')) heading = line.slice(3)
    else if (line !== '') before = line
  }
  return found
}

function codes(heading: string, language: string): string[] {
  return snippets
    .filter((one) => one.heading === heading && one.language === language)
    .map(({ code }) => code)
}

/** @returns a working directory with every file of the document */
function writeFiles(without: string[] = []): string {
  const cwd = scratchFolder()
  for (const { file, code } of snippets) {
    if (file === undefined || without.includes(file)) continue
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), code)
  }
  return cwd
}

/** The snippet's `curl` lines, as requests. */
async function askAsCurl({ url }: Running, code: string): Promise<Response[]> {
  const answers: Response[] = []
  for (const line of code.trim().split('\n')) {
    const [, method = 'GET', path = '', name = '', value = ''] =
      /^curl (?:--request (\w+) )?'http:\/\/127\.0\.0\.1:9001([^']+)' --header '([^:]+): ([^']+)'$/.exec(
        line,
      ) ?? []
    expect(path, line).not.toBe('')
    answers.push(await fetch(url + path, { method, headers: { [name]: value } }))
  }
  return answers
}

test('no snippet is left out', () => {
  expect(snippets.map(({ heading, language, file }) => `${heading}: ${file ?? language}`)).toEqual([
    'The smallest world: mine/world.json',
    'The smallest world: sh',
    'The smallest world: sh',
    'The smallest world: json',
    'Many conversations at once: many/world.json',
    'Search documents and settings: mine/search/brd_orders.jsonl',
    'Search documents and settings: mine/search/settings.json',
    'Several fixtures, and changing one row: changes/world.json',
    'In code: ts',
    'In an editor: json',
    'When something is wrong: wrong/world.json',
    'When something is wrong: ',
  ])
})

test('the smallest world has ten lines at most, starts as it says, and answers as it says', async () => {
  const heading = 'The smallest world'
  const [world = '', answer = ''] = codes(heading, 'json')
  expect(world.trim().split('\n').length).toBeLessThanOrEqual(10)
  const [command = '', curl = ''] = codes(heading, 'sh')
  const [, flags = ''] = /^npm start -- (.+)\n$/.exec(command) ?? []
  const cwd = writeFiles(['mine/search/brd_orders.jsonl', 'mine/search/settings.json'])
  const gateway = await start(flags.split(' '), { cwd })
  const [created, counted] = await askAsCurl(gateway, curl)
  expect(created?.status).toBe(200)
  expect(await counted?.text()).toBe(answer.trim())
  expect((await stop(gateway)).stdout).not.toContain('can call')
})

test('the population is that many conversations, and its texts are filled in', async () => {
  const cwd = writeFiles()
  const app = build({ fixtures: ['mine', 'many'].map((name) => join(cwd, name)) })
  const { body } = await client(app, 'acc_ann').get(views)
  expect(body).toMatchObject({ all: 10_000, yours: 10_000, rep_needed: 10_000, t_mine: 10_000 })
  const texts = app.world.database.prepare('SELECT content FROM messages LIMIT 2').pluck().all()
  expect(texts).toEqual([
    expect.stringMatching(/^{"text":"Where is order \d{6}\?"}$/),
    expect.stringMatching(/^{"text":"Hello (Ada|Ben|Cleo), Ann here\. I look\."}$/),
  ])
})

test('the board is searched with its settings', async () => {
  const app = build({ fixtures: [join(writeFiles(), 'mine')] })
  const { body } = await client(app, 'acc_ann').post('/v1/backend/meilisearch/brd_orders/search', {
    q: 'lamp',
    filter: 'fields.status = sent',
  })
  expect(body.message.hits).toMatchObject([{ _id: 'one' }])
})

test('one row of the default world is changed, and the counts follow', async () => {
  const app = build({ fixtures: ['default', join(writeFiles(), 'changes')] })
  const [plain, changed] = await Promise.all(
    [build(), app].map(async (one) => (await client(one, tokens.user).get(views)).body),
  )
  expect(changed).toMatchObject({
    // Ten more of a population; what is closed or spam is in no other number.
    all: plain.all + 10 - 2,
    rep_needed: plain.rep_needed + 10,
    overdue: plain.overdue - 1,
    closed: plain.closed + 1,
    spam: plain.spam + 1,
  })
  const { database } = app.world
  const row = (table: string, id: string) =>
    database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id)
  expect(row('teams', ids.team)).toMatchObject({ name: 'Deliveries', is_default: 0 })
  expect(row('contacts', 'con_test_contact')).toMatchObject({
    display_name: 'Zoe',
    last_name: null,
    language: 'en',
  })
})

test('mistakes are listed as the document shows them', async () => {
  const flags = ['--port', '0', '--db', ':memory:', '--fixtures', 'mine,wrong']
  const { code, stderr } = await run(flags, { cwd: writeFiles() })
  expect(code).toBe(3)
  expect([stderr]).toEqual(codes('When something is wrong', ''))
})

test('the schema that a world names is where an installed package has it', () => {
  const [code = ''] = codes('In an editor', 'json')
  const { $schema, ...world } = JSON.parse(code)
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const installed = resolve('/project/node_modules/imbrace-gateway-mock')
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(resolve('/project/mine', $schema)).toBe(resolve(installed, exports['./world.schema.json']))
  expect(installed.endsWith(name)).toBe(true)
  build({ fixtures: [{ $schema, ...world }] })
})

test('the table has every list, its fields and its words', () => {
  const names = (list: string[]) => list.map((name) => `\`${name}\``).join(', ')
  const rows = nounNames.map((noun) => {
    const { schema } = nouns[noun]
    const forms = (noun === 'tokens' ? Object.values(tokenForms) : [schema]) as TObject[]
    const required = new Set(forms.flatMap((form) => form.required ?? []))
    const all = new Set(forms.flatMap((form) => Object.keys(form.properties)))
    const optional = [...all].filter((name) => !required.has(name))
    const needed =
      noun === 'tokens'
        ? '`kind`, `token`, and of whom: `user_id` with `organization_id`, `contact_id` or `channel_id`'
        : names([...required])
    return ['', `\`${noun}\``, needed, names(optional), schema.description, ''].join(' | ').trim()
  })
  const table = /^\| List .*\n.*\n((?:\|.*\n)+)/m.exec(text)?.[1]?.trimEnd().split('\n')
  expect(table).toEqual(rows.map((row) => row.replaceAll('|  |', '| |')))
})
