/** Does what the README's "How do I ..." says, word by word, and looks whether it is true. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { readInvocation } from '../src/command/invocation.ts'
import { startGateway, type WorldFixture } from '../src/index.ts'
import { freePort } from './free-port.ts'
import { run, scratchFolder } from './process/run.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const agent = { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' }
const countsPath = '/v2/backend/team_conversations/_views_count'

/** The snippets of each recipe, by its question. */
const recipes = new Map(
  [...readme.matchAll(/<details><summary>\.\.\. (.*?)\?<\/summary>\n(.*?)<\/details>/gs)].map(
    ([, question = '', text = '']) => [question, text],
  ),
)

function snippets(question: string, language: string): string[] {
  const found = (recipes.get(question) ?? '').matchAll(
    new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'),
  )
  return [...found].map(([, text = '']) => text)
}

/** A clone, as far as a start needs one: what is written there is gone after the test. */
function clone(): string {
  const folder = scratchFolder()
  for (const file of readdirSync(root)) {
    if (!file.startsWith('.')) symlinkSync(join(root, file), join(folder, file))
  }
  return folder
}

/** Runs a snippet that ends with a start, on a free port. @returns where it listens */
async function startBy(snippet: string, folder = clone()): Promise<string> {
  const port = await freePort()
  const env = { PATH: process.env.PATH, HOME: folder, IMBRACE_MOCK_PORT: String(port) }
  const child = spawn('bash', ['-ec', snippet], { cwd: folder, env, detached: true })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      printed += text
    })
  }
  onTestFinished(() => {
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL')
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(printed)
    await sleep(50)
  }
  return url
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => undefined)
  return response?.ok === true
}

/** Runs a snippet's calls against a gateway. @returns what each of them printed, as JSON */
async function callsOf(snippet: string, url: string): Promise<unknown[]> {
  const text = snippet
    .replaceAll('http://127.0.0.1:9001', url)
    // Answers end without a newline.
    .replaceAll(/^curl /gm, "curl --silent --fail-with-body --write-out '\\n' ")
  const { stdout } = await promisify(execFile)('bash', ['-ec', text])
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Runs a program of a user's. @returns what it printed */
async function runProgram(snippet: string): Promise<string> {
  const file = join(scratchFolder(), 'program.ts')
  const library = join(root, 'src/index.ts')
  writeFileSync(file, snippet.replaceAll("'imbrace-gateway-mock'", `'${library}'`))
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  return stdout
}

async function count(url: string, headers: Record<string, string>) {
  const response = await fetch(url + countsPath, { headers })
  return (await response.json()) as Record<string, number>
}

const only = <T>([item, ...others]: T[]): T => {
  expect(others).toEqual([])
  return item as T
}

const checks: Record<string, (question: string) => Promise<void>> = {
  'run an inbox, the chat widget or an SDK against it': async (question) => {
    await using gateway = await startGateway()
    const [login, account] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(login).toMatchObject({ token: expect.stringMatching(/^login_acc_/) })
    expect(account).toMatchObject({ email: 'agent@example.test', organization_id: 'org_rec' })
  },

  'start with an empty world': async (question) => {
    const url = await startBy(only(snippets(question, 'sh')))
    expect(await count(url, { 'x-access-token': 'acc_ann' })).toMatchObject({ all: 0, t_mine: 0 })
    const headers = { 'x-access-token': 'ch_web' }
    await fetch(`${url}/v1/backend/conversation`, { method: 'POST', headers })
    expect(await count(url, { 'x-access-token': 'acc_ann' })).toMatchObject({ all: 1, t_mine: 1 })
  },

  'have ten thousand conversations': async (question) => {
    const url = await startBy(only(snippets(question, 'sh')))
    expect((await count(url, agent)).rep_needed).toBeGreaterThan(10_000)
  },

  'act as the customer, and see counts move': async (question) => {
    await using gateway = await startGateway()
    const before = await count(gateway.url, agent)
    const [sent, counts] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(sent).toMatchObject({ object_name: 'message', from: 'con_test_contact' })
    expect(counts).toEqual(await count(gateway.url, agent))
    expect(Object.keys(counts as object)).toEqual(Object.keys(before))
    await checkEvents(question)
  },

  'list the conversations': async (question) => {
    await using gateway = await startGateway()
    const [answer] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    const { all } = await count(gateway.url, agent)
    expect(answer).toMatchObject({ object_name: 'list', count: all, total: 50 })
  },

  'use it in a test suite, one gateway per worker': async (question) => {
    expect(only(snippets(question, 'sh'))).toBe('npm pack\n')
    expect(await runProgram(only(snippets(question, 'ts')))).toBe('200\n')
  },

  'give each test a world of its own': async (question) => {
    await using gateway = await startGateway()
    const [counts, ...calls] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(counts).toMatchObject({ all: (await count(gateway.url, agent)).all })
    expect(calls).toMatchObject([{ name: 'my-test' }, { world: 'my-test' }, { name: 'my-test' }])
    const [, program = ''] =
      /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'docs/worlds.md'), 'utf8')) ?? []
    expect(await runProgram(program)).toContain("timestamp: '2022-04-07T04:11:28.148Z'")
  },

  'stop the time, or move it on': async (question) => {
    await using gateway = await startGateway()
    expect(await callsOf(only(snippets(question, 'sh')), gateway.url)).toEqual([
      { now: '2022-04-07T04:11:28.148Z', frozen: true, scale: 1 },
      { now: '2022-04-08T04:11:28.148Z', frozen: true, scale: 1 },
    ])
  },

  'fix time and ids': async (question) => {
    const program = only(snippets(question, 'ts'))
    const printed = await runProgram(program)
    expect(printed).toContain("timestamp: '2022-04-07T04:11:28.148Z'")
    expect(printed).toContain("id: 'conversation_")
    expect(await runProgram(program)).toBe(printed)
  },

  'make it fail': async (question) => {
    await using gateway = await startGateway()
    const [fault, list] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(fault).toMatchObject({ effect: { kind: 'commit-then-drop' }, hits_left: 1 })
    expect(list).toEqual({ faults: [fault] })
  },

  'see what was asked, and wait for a request': async (question) => {
    await using gateway = await startGateway()
    const [, waited, unmatched] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(waited).toMatchObject({
      requests: [{ operation: 'listMessages', response: { status: 200 } }],
    })
    expect(unmatched).toMatchObject({ requests: [] })
  },

  'let customers, agents and the bot write': async (question) => {
    await using gateway = await startGateway()
    const [inbound, outbound] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(inbound).toMatchObject({ contact: { display_name: 'Ann Lee' } })
    expect(outbound).toMatchObject({ message: { content: { text: 'Please wait.' } } })
  },

  'answer what it does not serve': async (question) => {
    await using gateway = await startGateway()
    const [, answer] = await callsOf(only(snippets(question, 'sh')), gateway.url)
    expect(answer).toEqual({ id: '42' })
  },

  // What the command does is tried in test/import; here that it takes these flags.
  'make a world from the real gateway': async (question) => {
    const [line = ''] = only(snippets(question, 'sh')).split('\n')
    const [, flags = ''] = /^npm start -- (.*)$/.exec(line) ?? []
    const { command, options } = readInvocation(flags.split(' '), {})
    expect([command, options.url, options.out, options.anonymize]).toEqual([
      'import',
      'https://gateway.example',
      'imported',
      true,
    ])
  },

  // What is compared is tried in test/contract; here the line as it stands, against a gateway.
  'check that another gateway answers the same': async (question) => {
    await using gateway = await startGateway()
    const [, words = ''] = /^npm start -- (.*)\n$/.exec(only(snippets(question, 'sh'))) ?? []
    const argv = words.split(' ')
    argv[argv.indexOf('--url') + 1] = gateway.url
    const { code, stdout } = await run([...argv, '--rate', '9999'])
    expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 different')])
  },

  'let only my front end in, or one on another port or host': async (question) => {
    const url = await startBy(only(snippets(question, 'sh')))
    const from = (origin: string) => fetch(`${url}/`, { headers: { origin } })
    expect((await from('http://localhost:3000')).status).toBe(200)
    expect((await from('http://localhost:3001')).status).toBe(403)
  },

  'reach it from a phone': async (question) => {
    const [, flags = ''] = /^npm start -- (.*)\n$/.exec(only(snippets(question, 'sh'))) ?? []
    const { host } = readInvocation(flags.split(' '), {}).options
    await using gateway = await startGateway({ host })
    for (const url of gateway.urls) expect(await isReady(url)).toBe(true)
  },

  'run it in Docker, with or without a Meilisearch': async (question) => {
    const lines = only(snippets(question, 'sh')).trimEnd().split('\n')
    const docs = readFileSync(join(root, 'docs/docker.md'), 'utf8').split('\n')
    // Held to the compose file where they are explained.
    expect(docs).toEqual(expect.arrayContaining(lines))
  },

  'start it in CI': async (question) => {
    const folder = clone()
    const snippet = only(snippets(question, 'sh')).replaceAll(
      'npx imbrace-gateway-mock',
      'node src/bin.ts',
    )
    const url = await startBy(`${snippet}test -s gateway.port\nwait`, folder)
    expect(readFileSync(join(folder, 'gateway.port'), 'utf8').trim()).toBe(new URL(url).port)
  },

  'make documentation for a colleague, or types for a client': async (question) => {
    const lines = only(snippets(question, 'sh')).trimEnd().split('\n')
    const docs = readFileSync(join(root, 'docs/openapi.md'), 'utf8').split('\n')
    expect(docs).toEqual(expect.arrayContaining(lines))
  },
}

interface Conversation {
  id: string
  contact_id: string
  status: string
}

async function ask(url: string, headers: Record<string, string>, body?: object) {
  const init = { method: 'POST', body: JSON.stringify(body) }
  const type = { 'Content-Type': 'application/json' }
  const response = await fetch(
    url,
    body ? { ...init, headers: { ...headers, ...type } } : { headers },
  )
  return (await response.json()) as Conversation
}

const beginAsGuest = (url: string) =>
  ask(`${url}/v1/backend/conversation`, {
    'x-access-token': 'ch_a97ef358-3625-412a-a328-8f5661f13ef1',
  })

async function write(url: string, conversation_id: string, headers: Record<string, string>) {
  const body = { type: 'text', text: 'Hello', conversation_id }
  await ask(`${url}/v1/backend/conversation_messages`, headers, body)
  return ask(`${url}/v1/backend/conversation?conversation_id=${conversation_id}`, agent)
}

const joined = 'conv_testing_conversation1'
const customer = { 'x-access-token': 'con_test_contact' }

/** What the table says to happen. @returns the conversation it happened to */
const events: Record<string, (url: string) => Promise<Conversation>> = {
  'a guest begins it': beginAsGuest,
  'the customer writes, and no agent has joined': async (url) => {
    const { id, contact_id } = await beginAsGuest(url)
    return write(url, id, { 'x-access-token': contact_id })
  },
  'the customer writes, and an agent has joined': (url) => write(url, joined, customer),
  'an agent writes': (url) => write(url, joined, agent),
  'the customer writes to spam': (url) => write(url, joined, customer),
}

/** Does what each line of the table says, in a world of its own. */
async function checkEvents(question: string): Promise<void> {
  const rows = [...(recipes.get(question) ?? '').matchAll(/^\| ([^|]+) \| `([^`]+)` \| (.*) \|$/gm)]
  expect(rows.map(([, event]) => event)).toEqual(Object.keys(events))
  for (const [, event = '', status = '', counted = ''] of rows) {
    const change: WorldFixture = {
      conversations: [{ id: joined, status: event.includes('spam') ? 'spam' : 'closed' }],
    }
    await using gateway = await startGateway({ fixtures: ['default', change] })
    const before = await count(gateway.url, agent)
    const after = await events[event]?.(gateway.url)
    expect([event, after?.status]).toEqual([event, status])
    const now = await count(gateway.url, agent)
    for (const [, name = ''] of counted.matchAll(/`(\w+)`/g)) {
      expect([event, name, now[name]]).toEqual([
        event,
        name,
        (before[name] ?? 0) + (status === 'spam' ? 0 : 1),
      ])
    }
  }
}

test('each "How do I" of the README is checked', () => {
  expect([...recipes.keys()]).toEqual(Object.keys(checks))
})

test.each(Object.entries(checks))('%s', async (question, check) => check(question))

test('programs of the README pass a strict type check', () => {
  const folder = scratchFolder()
  mkdirSync(join(folder, 'programs'))
  const programs = [...recipes.keys()].flatMap((question) => snippets(question, 'ts'))
  expect(programs.length).toBeGreaterThanOrEqual(2)
  programs.forEach((program, n) => {
    writeFileSync(join(folder, `programs/${n}.ts`), program)
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = {
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { 'imbrace-gateway-mock': [join(root, 'src/index.ts')] },
  }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['programs'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', folder])
  expect(stdout.toString()).toBe('')
})
