/**
 * Every option of the command's table, from its flag, its variables and its name in the library to
 * what it does. An option without an effect here does not compile; two that are mixed up fail.
 */
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { libraryOptions } from '../../src/command/library-options.ts'
import { type CliOptions, options } from '../../src/command/options.ts'
import { startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'
import { launch, run, scratchFolder } from '../process/run.ts'
import { startFakeMeilisearch } from '../search/fake-meilisearch.ts'

type Name = keyof CliOptions
type Given = Partial<Record<Name, string>>

interface Running {
  url: string
  log: () => string
}

/** Starts a gateway with the option under test set to a text, the others by their flags. */
type Begin = (text: string, others?: Given) => Promise<Running>

const messages = '/v1/backend/conversation_messages'
const asContact = { headers: { 'x-access-token': tokens.contact } }
const hello = {
  method: 'POST',
  body: '{"type":"text","text":"Hello"}',
  headers: { ...asContact.headers, 'content-type': 'application/json' },
}

/** An effect for each: begins a gateway with the option and looks at what it does. */
const effects: Record<
  Exclude<
    Name,
    | 'wait'
    | 'url'
    | 'world'
    | 'timeout'
    | 'json'
    | 'token'
    | 'out'
    | 'anonymize'
    | 'rate'
    | 'write'
    | 'report'
  >,
  (begin: Begin) => Promise<void>
> = {
  async port(begin) {
    const port = await freePort()
    expect((await begin(`${port}`)).url).toBe(`http://127.0.0.1:${port}`)
  },
  async host(begin) {
    const { url } = await begin('127.0.0.2')
    expect(url).toMatch(/^http:\/\/127\.0\.0\.2:/)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
  },
  async db(begin) {
    const file = join(scratchFolder(), 'mine.sqlite')
    await begin(file)
    expect(existsSync(file)).toBe(true)
  },
  async fixtures(begin) {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'world.json'), '{}')
    const { url } = await begin(folder)
    expect((await fetch(url + messages, asContact)).status).toBe(401)
  },
  async stubs(begin) {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'a.json'), '{"method":"GET","path":"/mine","body":"mine"}')
    const { url } = await begin(folder)
    expect(await (await fetch(`${url}/mine`)).text()).toBe('mine')
  },
  async upstream(begin) {
    const { url } = await begin('http://127.0.0.1:9')
    expect((await fetch(`${url}/nowhere`)).status).toBe(502)
  },
  async 'upstream-credentials'(begin) {
    const upstream = await startGateway()
    const stub = { method: 'GET', path: '/a', body: '{{header.x-access-token}}' } as const
    upstream.worlds.get('default').stubs.add(stub)
    const { url } = await begin('true', { upstream: upstream.url })
    expect(await (await fetch(`${url}/a`, asContact)).text()).toBe(tokens.contact)
    await upstream.close()
  },
  async latency(begin) {
    const { url } = await begin('150..200')
    const began = performance.now()
    await fetch(url + messages, asContact)
    expect(performance.now() - began).toBeGreaterThan(145)
  },
  async reset(begin) {
    const db = join(scratchFolder(), 'mine.sqlite')
    const before = await startGateway({ db })
    await fetch(before.url + messages, hello)
    await before.close()
    const { url } = await begin('true', { db })
    expect(await (await fetch(url + messages, asContact)).json()).toMatchObject({ count: 15 })
  },
  async watch(begin) {
    const folder = scratchFolder()
    const world = join(folder, 'world.json')
    writeFileSync(world, '{}')
    const { url } = await begin('true', { fixtures: `default,${folder}` })
    const countOf = async () =>
      ((await (await fetch(url + messages, asContact)).json()) as { count: number }).count
    await fetch(url + messages, hello)
    expect(await countOf()).toBe(16)
    writeFileSync(world, '{ "teams": [] }')
    await expect.poll(countOf, { timeout: 10_000 }).toBe(15)
  },
  async log(begin) {
    const { url, log } = await begin('human')
    await fetch(`${url}/nowhere`)
    await expect.poll(log).toMatch(/^[^{\n]*\/nowhere/m)
  },
  async 'allow-origin'(begin) {
    const { url } = await begin('http://mine')
    const statusFor = async (origin: string) =>
      (await fetch(url + messages, { headers: { ...asContact.headers, origin } })).status
    expect([await statusFor('http://mine'), await statusFor('http://other')]).toEqual([200, 403])
  },
  async 'allow-host'(begin) {
    const { url } = await begin('mine.test')
    const statusFor = (host: string) => statusOfReset(url, { host })
    expect([await statusFor('mine.test'), await statusFor('other.test')]).toEqual([200, 403])
  },
  async 'control-token'(begin) {
    const { url } = await begin('a-token')
    const statusFor = (token: string) => statusOfReset(url, { 'x-mock-control-token': token })
    expect([await statusFor('a-token'), await statusFor('another')]).toEqual([200, 401])
  },
  async 'max-live-worlds'(begin) {
    const { url } = await begin('1')
    for (const name of ['a', 'b']) await fetch(`${url}/_world/${name}/`)
    const states = () => statesOf(url)
    await expect.poll(states).toEqual({ default: 'live', a: 'parked', b: 'live' })
  },
  async 'max-parked-worlds'(begin) {
    const { url } = await begin('1', { 'max-live-worlds': '1' })
    const statusFor = async (name: string) => (await fetch(`${url}/_world/${name}/`)).status
    expect([await statusFor('a'), await statusFor('b'), await statusFor('c')]).toContain(400)
    expect(Object.keys(await statesOf(url))).toHaveLength(3)
  },
  async 'journal-size'(begin) {
    const { url } = await begin('2')
    for (const n of [1, 2, 3]) await fetch(`${url}/v1/backend/n${n}`)
    await fetch(url + messages, asContact)
    const kept = await (await fetch(`${url}/_mock/requests`)).json()
    expect(kept).toMatchObject({ total: 2, dropped: 2 })
  },
  async 'max-upload-bytes'(begin) {
    const { url } = await begin('10')
    expect(await uploadTo(url, 10)).toEqual([200, null])
    expect(await uploadTo(url, 11)).toEqual([413, expect.stringContaining('maxUploadBytes')])
  },
  async 'max-uploads-bytes'(begin) {
    const { url } = await begin('10000')
    expect(await uploadTo(url, 1)).toEqual([200, null])
    expect(await uploadTo(url, 5904)).toEqual([200, null])
    expect(await uploadTo(url, 1)).toEqual([413, expect.stringContaining('maxUploadsBytes')])
  },
  async 'request-timeout'(begin) {
    const { url } = await begin('300')
    expect(await answerToHalf(Number(new URL(url).port))).toContain('408 Request Timeout')
  },
  async 'soon-to-be'(begin) {
    const { url } = await begin('1')
    await expect.poll(() => statusAfterWaiting(url)).toBe('soon to be')
  },
  async overdue(begin) {
    const { url } = await begin('1', { 'soon-to-be': '1' })
    await expect.poll(() => statusAfterWaiting(url)).toBe('overdue')
  },
  async 'close-after'(begin) {
    const { url } = await begin('1')
    await expect.poll(() => statusAfterWaiting(url)).toBe('closed')
  },
  async 'no-realtime'(begin) {
    const { url } = await begin('true')
    await expect(connectContact(url)).rejects.toThrow('websocket error')
  },
  async 'presence-grace'(begin) {
    const { url } = await begin('50')
    const before = await onlineOf(url)
    const socket = await connectContact(url)
    expect(await onlineOf(url)).toBe(before + 1)
    socket.disconnect()
    // By default it is two seconds.
    await expect.poll(() => onlineOf(url), { timeout: 1_500 }).toBe(before)
  },
  async 'meilisearch-url'(begin) {
    const fake = await startFakeMeilisearch()
    await begin(fake.url)
    expect(fake.requests).toContain('GET /health')
  },
  async 'meilisearch-key'(begin) {
    const fake = await startFakeMeilisearch('a-key')
    await begin('a-key', { 'meilisearch-url': fake.url })
    expect(fake.headers.map(({ authorization }) => authorization)).toContain('Bearer a-key')
  },
  async 'meilisearch-prefix'(begin) {
    const fake = await startFakeMeilisearch()
    await begin('mine_', { 'meilisearch-url': fake.url })
    expect(fake.uids()).toContain(`mine_${ids.organization}`)
  },
  async 'meilisearch-optional'(begin) {
    const { url } = await begin('true', {
      'meilisearch-url': `http://127.0.0.1:${await freePort()}`,
    })
    expect((await fetch(url + messages, asContact)).status).toBe(200)
  },
  async 'meilisearch-timeout'(begin) {
    const fake = await startFakeMeilisearch()
    const { url } = await begin('321', { 'meilisearch-url': fake.url })
    fake.fault = (request) => (request.endsWith('/search') ? 'silence' : undefined)
    expect(await reasonOfSearch(url)).toContain('not answered within 321 ms')
  },
  async 'meilisearch-wait'(begin) {
    const fake = await startFakeMeilisearch()
    const { url } = await begin('321', { 'meilisearch-url': fake.url })
    fake.taskMs = 60_000
    await fetch(url + messages, hello)
    const before = performance.now()
    expect(await reasonOfSearch(url)).toContain('still busy with them (--meilisearch-wait)')
    // By default it is five seconds.
    expect(performance.now() - before).toBeLessThan(4_000)
  },
  async 'meilisearch-start'(begin) {
    const fake = await startFakeMeilisearch()
    fake.fault = () => ({ status: 503, text: '{}' })
    await expect(begin('321', { 'meilisearch-url': fake.url })).rejects.toThrow('within 321 ms')
  },
  async 'port-file'(begin) {
    const file = join(scratchFolder(), 'gateway.port')
    const { url } = await begin(file)
    expect(`http://127.0.0.1:${readFileSync(file, 'utf8').trim()}`).toBe(url)
  },
}

/** A socket of a contact that nothing else brings online. */
async function connectContact(url: string): Promise<Socket> {
  const asChannel = { headers: { 'x-access-token': tokens.channel } }
  const made = await fetch(`${url}/v1/backend/conversation`, { method: 'POST', ...asChannel })
  const { contact_id } = (await made.json()) as { contact_id: string }
  const socket = io(`${url}/${ids.organization}`, {
    path: '/ws',
    transports: ['websocket'],
    auth: { token: contact_id },
    reconnection: false,
  })
  onTestFinished(() => void socket.disconnect())
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return socket
}

async function onlineOf(url: string): Promise<number> {
  const asUser = { headers: { 'x-access-token': tokens.user } }
  const answer = await fetch(`${url}/v2/backend/team_conversations/_views_count`, asUser)
  return ((await answer.json()) as { online: number }).online
}

async function statesOf(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/_mock/worlds`)
  const { worlds } = (await answer.json()) as { worlds: { name: string; state: string }[] }
  return Object.fromEntries(worlds.map(({ name, state }) => [name, state]))
}

/** Unlike `fetch` it sends any `Host`. */
async function statusOfReset(url: string, headers: Record<string, string>): Promise<number> {
  const sent = request(`${url}/_mock/reset`, { method: 'POST', headers }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  return response.statusCode
}

describe.each(Object.entries(effects))('%s has its effect', (name, effect) => {
  const option = options[name as Name]
  const long = 30_000

  test('as a flag', { timeout: long }, () =>
    effect((text, others) => beginProcess({ ...others, [name]: text }, {})),
  )

  test.each(option.environment)('as %s', { timeout: long }, (variable) =>
    effect((text, others) => beginProcess(others ?? {}, { [variable]: text }, name)),
  )

  if (option.library !== undefined) {
    test('in the library', { timeout: long }, () =>
      effect((text, others) => beginInLibrary({ ...others, [name]: text })),
    )
  }
})

test('health waits as long as --wait says, and no longer', async () => {
  const port = `${await freePort()}`
  const { code, stderr } = await run(['health', '--port', port, '--wait', '0.3'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('not ready within 0.3 s')])
})

/** What every gateway here is given besides, so that none keeps anything or takes a known port. */
const usual: Given = { port: '0', db: ':memory:', log: 'json' }

async function beginProcess(
  flags: Given,
  env: Record<string, string>,
  unset?: string,
): Promise<Running> {
  const argv = Object.entries({ ...usual, ...flags }).flatMap(([name, text]) => {
    if (name === unset) return []
    return options[name as Name].argument === undefined ? [`--${name}`] : [`--${name}`, text]
  })
  const { child, ended, printed } = launch(argv, { env })
  const found = () =>
    /"event":"listening","url":"(http:[^"]+)"/.exec(printed.stdout) ??
    /URL +(http:\S+)\n(?:.*\n)* +stop/.exec(printed.stdout)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, address] = found() ?? []
      if (address !== undefined) resolve(address)
    })
    ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)))
  })
  return { url, log: () => printed.stdout }
}

async function beginInLibrary(given: Given): Promise<Running> {
  const texts = { ...usual, ...given }
  const values = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, options[name as Name].read(text)]),
  )
  const lines: string[] = []
  const gateway = await startGateway({
    ...libraryOptions(values as unknown as CliOptions),
    logOutput: { write: (line) => lines.push(line) },
  })
  onTestFinished(gateway.close)
  return { url: gateway.url, log: () => lines.join('') }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** What is answered to a request of which the end never comes. */
const answerToHalf = (port: number) =>
  new Promise<string>((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n'))
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('close', () => resolve(answer))
  })

async function reasonOfSearch(url: string): Promise<string | null> {
  const answer = await fetch(`${url}/v1/backend/meilisearch/${ids.organization}/search`, {
    method: 'POST',
    body: '{}',
    headers: { 'x-access-token': tokens.user, 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(500)
  return answer.headers.get('x-mock-reason')
}

/** Uploads a file of so many bytes. */
async function uploadTo(url: string, bytes: number): Promise<[number, string | null]> {
  const body = new FormData()
  body.append('file', new Blob(['x'.repeat(bytes)], { type: 'text/plain' }), 'x.txt')
  const answer = await fetch(`${url}/v1/backend/conversation_messages/_fileupload`, {
    method: 'POST',
    headers: asContact.headers,
    body,
  })
  await answer.text()
  return [answer.status, answer.headers.get('x-mock-reason')]
}

/** Of the conversation of the examples, where agents have joined, when its contact has written. */
async function statusAfterWaiting(url: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-access-token': tokens.contact }
  const body = JSON.stringify({ type: 'text', text: 'Is anybody there?' })
  await fetch(`${url}/v1/backend/conversation_messages`, { method: 'POST', headers, body })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const room = await fetch(`${url}/v1/backend/team_conversations/${ids.teamConversation}`, {
    headers: { 'x-access-token': tokens.user },
  })
  return ((await room.json()) as { status: unknown }).status
}
