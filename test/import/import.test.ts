/** A world that was imported from another one, beside it: over real sockets, and as a process. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { importFixture } from '../../src/import/index.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { freePort } from '../free-port.ts'
import { ids, tokens } from '../helpers.ts'
import { launch, run, scratchFolder, start } from '../process/run.ts'

const silent = () => undefined
const v1 = '/v1/backend'
const rooms = '/v2/backend/team_conversations'

type Json = Record<string, unknown>

function asker(url: string, token: string) {
  const headers = { 'x-access-token': token }
  return {
    text: async (path: string) => (await fetch(url + path, { headers })).text(),
    async send(path: string, body: object, method = 'POST'): Promise<Json> {
      const response = await fetch(url + path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${path}: ${text}`)
      return JSON.parse(text)
    },
  }
}

async function changedGateway(): Promise<Gateway> {
  const gateway = await startGateway()
  onTestFinished(() => gateway.close())
  const agent = asker(gateway.url, tokens.user)
  const contact = asker(gateway.url, tokens.contact)
  const sent = await contact.send(`${v1}/conversation_messages`, {
    type: 'text',
    text: 'My address is Nathanroadsixteen, call 91234567 please',
  })
  const message = `${v1}/conversations/${ids.conversation}/conversation_messages/${sent.id}`
  await agent.text(`${message}?action=pin`)
  await agent.send(`${message}/comments`, { content: 'Confidentialremark about Testington' })
  await agent.send(`${v1}/team_conversations/_update_name`, {
    team_conversation_id: ids.teamConversation,
    name: 'Testington Building',
  })
  const { data } = JSON.parse(await agent.text(`${rooms}?view=rep%20needed&limit=3`)) as {
    data: { id: string; contact_id: string }[]
  }
  const [first, second, third] = data
  await agent.send(`${v1}/team_conversations/_join`, { team_conversation_id: first?.id })
  await agent.send(`${v1}/team_conversations/_update_status`, {
    team_conversation_id: second?.id,
    status: 'closed',
  })
  await agent.send(
    `${v1}/contacts/${third?.contact_id}`,
    { email: 'ann@harbourhouse.test', phone_number: '55501234', labels: ['Importantperson'] },
    'PUT',
  )
  return gateway
}

const views = ['all', 'yours', 'closed', 'spam', 'pending', 'rep needed', 'overdue', 'online']
const pages = (path: string, ...skips: number[]) =>
  skips.map((skip) => `${path}${path.includes('?') ? '&' : '?'}limit=100&skip=${skip}`)
const reads = [
  `${v1}/account`,
  '/v2/backend/organizations',
  `${v1}/business_units`,
  ...pages(`${v1}/teams?type=business_unit_id&q=${ids.businessUnit}`, 0),
  '/v2/backend/teams/my',
  `${v1}/teams/${ids.team}`,
  ...pages(`${v1}/team_users?type=team_id&q=${ids.team}`, 0),
  `${v1}/teams/t_imbrace_default_team/team_labels`,
  ...pages(`${v1}/users`, 0),
  `${v1}/users/_all`,
  `${v1}/users/_roles_count`,
  ...pages(`${v1}/channels`, 0),
  `${v1}/channels/_count`,
  `${v1}/channels/_conv_count?view=all`,
  '/v2/backend/channels/_conv_count?view=yours',
  `${rooms}/_views_count`,
  ...pages(`${v1}/conversations`, 0, 900),
  ...views.flatMap((view) => pages(`${rooms}?view=${encodeURIComponent(view)}`, 0, 100)),
  ...pages(`${v1}/team_conversations/_search?q=an`, 0),
  ...pages(`${v1}/team_conversations/_outstanding`, 0),
  `${v1}/team_conversations/${ids.teamConversation}`,
  ...pages(`${v1}/contacts`, 0, 500, 1000),
  ...pages(`${v1}/contacts/_search?q=an`, 0),
  ...['conversations', 'comments', 'files'].map((of) => `${v1}/contacts/con_test_contact/${of}`),
  ...pages(`${v1}/conversation_messages?conversation_id=${ids.conversation}`, 0),
  `${v1}/conversations_activities/${ids.conversation}`,
  `${v1}/board?hidden=true`,
  ...pages(`${v1}/board/brd_d4b3fd02-95c6-46d9-8adb-4e5354033eb8/board_items`, 0),
  `${v1}/board_items/by-contact/con_test_contact`,
  `${v1}/categories`,
  ...pages(`${v1}/message_templates`, 0),
  ...pages(`${v1}/whatsapp_templates`, 0),
  ...pages(`${v1}/notifications`, 0),
]
const searches = [
  ['org_imbrace/search', { q: 'Nathanroadsixteen' }],
  ['org_imbrace/search', { q: 'order', limit: 1000 }],
  ['brd_d4b3fd02-95c6-46d9-8adb-4e5354033eb8/search', { q: '', limit: 1000 }],
] as const

/** Hits of one rank come as they were stored: the default world's not in the order of their times. */
const comparable = (answer: Json) =>
  JSON.stringify(answer, (key, value) => {
    if (key === 'hits') return value.map((hit: Json) => JSON.stringify(hit)).sort()
    return /TimeMs$/i.test(key) ? 0 : value
  })

test('an imported world answers as the one it is from', { timeout: 120_000 }, async () => {
  const from = await changedGateway()
  const out = join(scratchFolder(), 'imported')
  const options = { url: from.url, token: tokens.user, out, anonymize: false, rate: 9_999 }
  const { token } = await importFixture(options, silent)
  expect(readdirSync(out).sort()).toEqual(['search', 'world.json'])
  expect(readFileSync(join(out, 'world.json'), 'utf8')).not.toContain(tokens.user)
  expect((await run(['fixtures', 'check', out])).code).toBe(0)

  await using to = await startGateway({ fixtures: [out] })
  const [there, here] = [asker(from.url, tokens.user), asker(to.url, token)]
  for (const path of reads)
    expect([path, await here.text(path)]).toEqual([path, await there.text(path)])
  const { data } = JSON.parse(await there.text(pages(`${rooms}?view=all`, 0)[0] ?? '')) as {
    data: { id: string; conversation_id: string }[]
  }
  for (const { id, conversation_id } of data) {
    for (const path of [
      `${v1}/team_conversations/${id}`,
      `${v1}/conversation_messages?conversation_id=${conversation_id}&limit=100`,
    ]) {
      expect([path, await here.text(path)]).toEqual([path, await there.text(path)])
    }
  }
  for (const [place, body] of searches) {
    const path = `${v1}/meilisearch/${place}`
    expect(comparable(await here.send(path, body))).toBe(comparable(await there.send(path, body)))
  }
})

/** All texts of some JSON, and its keys apart. */
function textsOf(value: unknown, texts: Set<string>, keys: Set<string>): void {
  if (typeof value === 'string') texts.add(value)
  else if (Array.isArray(value)) for (const one of value) textsOf(one, texts, keys)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      keys.add(key)
      textsOf(one, texts, keys)
    }
  }
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}]{4,}|\p{N}{6,}/gu) ?? []
/** What people have written, by where it stands. */
const written =
  /^(?:name|display_name|first_name|last_name|email|phone_number|text|title|payload|caption|url|description|summary|contact_name|content|template_name|remark|labels|fields)$/

function writtenIn(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) writtenIn(one, into)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (typeof one === 'string' && written.test(key)) into.add(one)
      else if (key === 'fields' && !Array.isArray(one)) textsOf(one, into, new Set())
      else if (key === 'labels') textsOf(one, into, new Set())
      else writtenIn(one, into)
    }
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
}

test('anonymized, no word of the original is left, also where it broke off', {
  timeout: 120_000,
}, async () => {
  const from = await changedGateway()
  const folder = scratchFolder()
  const [plain, out, broken] = [join(folder, 'a'), join(folder, 'b'), join(folder, 'c')]
  const options = { url: from.url, token: tokens.user, rate: 9_999 }
  await importFixture({ ...options, out: plain, anonymize: false }, silent)
  const { token } = await importFixture({ ...options, out, anonymize: true }, silent)
  const stop = importFixture({ ...options, out: broken, anonymize: true }, (what) => {
    if (what.startsWith('300 of')) throw new Error('enough')
  })
  await expect(stop).rejects.toThrow('enough')

  const originals = new Set<string>()
  for (const file of filesOf(plain)) {
    const text = readFileSync(file, 'utf8')
    const values = file.endsWith('.jsonl') ? text.trim().split('\n') : [text]
    for (const value of values) writtenIn(JSON.parse(value), originals)
  }
  const words = new Set([...originals].flatMap(wordsOf))
  for (const word of ['nathanroadsixteen', 'testington', 'importantperson', '55501234']) {
    expect(words).toContain(word)
  }
  expect(words.size).toBeGreaterThan(500)

  expect(filesOf(out).length).toBeGreaterThan(1)
  for (const file of [...filesOf(out), ...filesOf(broken)]) {
    if (file.endsWith('state.json')) continue
    const texts = new Set<string>()
    const values = readFileSync(file, 'utf8').trim()
    for (const value of file.endsWith('.jsonl') ? values.split('\n') : [values]) {
      textsOf(JSON.parse(value), texts, new Set())
    }
    // Ids, by which calls are made, are still what they were where it broke off.
    const found = [...texts]
      .filter((text) => file.startsWith(out) || !/^[a-z]\w*_\w+$|^\/v\d\//.test(text))
      .flatMap(wordsOf)
      .filter((word) => words.has(word) && !kinds.has(word))
    expect([file, [...new Set(found)]]).toEqual([file, []])
  }

  await using to = await startGateway({ fixtures: [out] })
  const [there, here] = [asker(from.url, tokens.user), asker(to.url, token)]
  const counts = async (one: typeof here) =>
    Object.values(JSON.parse(await one.text(`${rooms}/_views_count`)))
  expect(await counts(here)).toEqual(await counts(there))
})

/** Words of the API that people use too. */
const kinds = new Set(
  'text image file video audio response active pending needed closed example contact contacts customers message template conversation user owner member admin public manual join web whatsapp facebook approved rejected positive neutral negative instagram line wechat email wecom quick reply number https xlsx list team'.split(
    ' ',
  ),
)

describe('an import that is killed', () => {
  test('leaves no fixture, goes on, and ends the same', { timeout: 120_000 }, async () => {
    const from = await changedGateway()
    const folder = scratchFolder()
    const [whole, out] = [join(folder, 'whole'), join(folder, 'out')]
    const options = { url: from.url, token: tokens.user, anonymize: true, rate: 9_999 }
    const { calls } = await importFixture({ ...options, out: whole }, silent)
    const argv = ['import', '--url', from.url, '--out', out, '--anonymize', '--rate', '1000']
    const env = { IMBRACE_MOCK_TOKEN: tokens.user }
    for (const size of [20_000, 400_000]) {
      const { child, ended } = launch(argv, { env })
      const file = join(out, '.import/answers.jsonl')
      while (!existsSync(file) || statSync(file).size < size) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      child.kill('SIGKILL')
      expect((await ended).code).toBe(null)
      expect(existsSync(join(out, 'world.json'))).toBe(false)
      // As if the kill had cut a line.
      writeFileSync(file, '{"call":"/v1/backend/te', { flag: 'a' })
    }
    const wrong = await run([...argv.filter((flag) => flag !== '--anonymize')], { env })
    expect([wrong.code, wrong.stderr]).toEqual([
      3,
      expect.stringContaining('with --anonymize: go on with that one'),
    ])
    const { code, stdout, stderr } = await run(argv, { env })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^goes on after \d+ answers$/m)])
    expect(Number(/goes on after (\d+)/.exec(stderr)?.[1])).toBeLessThan(calls)
    expect(stdout).toMatch(/its token: acc_[0-9a-f-]{36}\n$/)
    expect(filesOf(out).map((file) => file.slice(out.length))).toEqual(
      filesOf(whole).map((file) => file.slice(whole.length)),
    )
    for (const file of filesOf(whole)) {
      expect(readFileSync(join(out, file.slice(whole.length)), 'utf8')).toBe(
        readFileSync(file, 'utf8'),
      )
    }
  })
})

describe('what cannot be imported is refused, and nothing changes', () => {
  const token = ['--token', tokens.user]
  test('usage', async () => {
    const cases: [string[], string][] = [
      [['import'], 'import wants --url'],
      [['import', '--url', 'http://127.0.0.1:9'], 'import wants --token, or IMBRACE_MOCK_TOKEN'],
      [['import', '--url', 'http://127.0.0.1:9', ...token], 'import wants --out'],
      [
        ['import', '--url', 'here', ...token],
        '--url: expected an address with http:// or https://',
      ],
      [['import', '--rate', '0'], '--rate: expected calls a second, 0.1 to 9999'],
      [['start', '--anonymize'], '--anonymize belongs to import'],
    ]
    for (const [argv, sentence] of cases) {
      const { code, stderr } = await run(argv)
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
    }
  })

  test('addresses, tokens and folders', { timeout: 30_000 }, async () => {
    await using gateway = await startGateway()
    const folder = scratchFolder()
    const out = join(folder, 'out')
    const full = join(folder, 'full')
    mkdirSync(full)
    writeFileSync(join(full, 'notes.txt'), 'mine')
    const at = (url: string, into: string, as = tokens.user as string) =>
      run(['import', '--url', url, '--out', into, '--token', as])
    const nobody = `http://127.0.0.1:${await freePort()}`
    const cases: [ReturnType<typeof run>, string][] = [
      [at(nobody, out), `no gateway at ${nobody}`],
      [at('http://no-such-host.invalid', out), 'no gateway at http://no-such-host.invalid'],
      [at(gateway.url, out, 'acc_nobody'), `${gateway.url} takes this token for no agent’s`],
      [at(gateway.url, out, tokens.contact), 'takes this token for no agent’s'],
      [
        at(gateway.url, full),
        'is not empty and no import that could go on: name one that is new or empty',
      ],
      [at(gateway.url, join(full, 'notes.txt')), 'is no folder'],
    ]
    for (const [ended, sentence] of cases) {
      const { code, stderr } = await ended
      expect([code, stderr]).toEqual([3, expect.stringContaining(sentence)])
    }
    expect(readdirSync(folder)).toEqual(['full'])
    expect(readdirSync(full)).toEqual(['notes.txt'])
  })
})

test('a gateway that is busy is asked again, when it says', { timeout: 60_000 }, async () => {
  const from = await startGateway({
    fixtures: [
      {
        organizations: [{ id: 'org_mine', name: 'Mine' }],
        business_units: [{ id: 'bu_mine', organization_id: 'org_mine', name: 'Main' }],
        users: [{ id: 'u_ann', organization_ids: ['org_mine'], display_name: 'Ann' }],
        tokens: [{ kind: 'user', token: 'acc_ann', user_id: 'u_ann', organization_id: 'org_mine' }],
      },
    ],
  })
  onTestFinished(() => from.close())
  const times: number[] = []
  const seen = new Set<string>()
  const busy = createServer(async (request, response) => {
    const path = request.url ?? ''
    expect(request.method).toBe('GET')
    times.push(performance.now())
    if (!seen.has(path)) {
      seen.add(path)
      if (path.includes('account')) response.writeHead(503).end()
      else if (path.includes('users')) response.writeHead(429, { 'retry-after': '0.5' }).end()
    }
    if (response.writableEnded) return
    const answer = await fetch(from.url + path, { headers: { 'x-access-token': 'acc_ann' } })
    response.writeHead(answer.status).end(await answer.text())
  })
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void busy.close())
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
  const out = join(scratchFolder(), 'out')
  await importFixture({ url, token: 'acc_ann', out, anonymize: false, rate: 20 }, silent)
  const world = JSON.parse(readFileSync(join(out, 'world.json'), 'utf8'))
  expect(world.users).toMatchObject([{ id: 'u_ann', display_name: 'Ann' }])
  // The rate is kept: one call in 50 ms, and what was waited for.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan((times.length - 2) * 45)
})

test('an API key imports too', { timeout: 30_000 }, async () => {
  await using gateway = await startGateway()
  const out = join(scratchFolder(), 'out')
  const options = { url: gateway.url, token: tokens.apiKey, out, anonymize: false, rate: 9_999 }
  const { token } = await importFixture(options, silent)
  await using to = await startGateway({ fixtures: [out] })
  expect(JSON.parse(await asker(to.url, token).text(`${rooms}/_views_count`)).all).toBe(975)
})

test('the commands of docs/import.md do what they say', { timeout: 60_000 }, async () => {
  await using gateway = await startGateway()
  const text = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8')
  const [, block = ''] = /```sh\n([^`]+)```/.exec(text) ?? []
  const [assignment = '', ...lines] = block.trim().split('\n')
  const [, token = ''] = /^export IMBRACE_MOCK_TOKEN=(\S+)$/.exec(assignment) ?? []
  const cwd = scratchFolder()
  const argvs = lines.map((line) =>
    line
      .replace('npx imbrace-gateway-mock ', '')
      .replace('http://127.0.0.1:9001', gateway.url)
      .split(' '),
  )
  const [importing = [], checking = [], starting = []] = argvs
  const env = { IMBRACE_MOCK_TOKEN: token }
  const imported = await run([...importing, '--rate', '9999'], { cwd, env })
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining('its token: acc_')])
  const [, own = ''] = /its token: (\S+)/.exec(imported.stdout) ?? []
  expect(own).not.toBe(token)
  expect((await run(checking, { cwd })).code).toBe(0)
  const { url } = await start(starting, { cwd })
  expect(JSON.parse(await asker(url, own).text(`${rooms}/_views_count`))).toMatchObject({
    all: 975,
  })
})
