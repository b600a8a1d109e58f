/**
 * `npm run worlds`: what many worlds in one process cost, over HTTP on the built gateway; writes its
 * section of RESULTS.md.
 *
 * --parked NUMBER   of worlds that are made for the last figure; default 10000
 * --only PARTS      of calls, together, parked; printed and not written
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, startChild } from './search-server.ts'
import { replaceSection } from './sections.ts'
import { median, quantile } from './statistics.ts'

const { values } = parseArgs({
  options: { parked: { type: 'string', default: '10000' }, only: { type: 'string' } },
})
const only = values.only?.split(',') ?? ['calls', 'together', 'parked']
const bin = join(import.meta.dirname, '../dist/bin.js')
const work = mkdtempSync(join(tmpdir(), 'worlds-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const heading = '## Worlds'
const agent = { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' }
const contact = { 'x-access-token': 'con_test_contact' }
const channel = { 'x-access-token': 'ch_a97ef358-3625-412a-a328-8f5661f13ef1' }

interface Question {
  method: string
  path: string
  headers?: Record<string, string>
  body?: object
}

const sockets = new Agent({ keepAlive: true, maxSockets: 64 })

/** @throws for a status other than 200, 201 or 204 */
function ask({ port }: Child, { method, path, headers, body }: Question): Promise<string> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        port,
        host: '127.0.0.1',
        agent: sockets,
        method,
        path,
        headers: {
          ...headers,
          ...(text && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      },
      (response) => {
        let received = ''
        response.setEncoding('utf8').on('data', (part) => {
          received += part
        })
        response.on('end', () => {
          if ([200, 201, 204].includes(response.statusCode ?? 0)) resolve(received)
          else reject(new Error(`${response.statusCode} ${method} ${path}: ${received}`))
        })
      },
    )
    sent.on('error', reject).end(text)
  })
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

const begin = (name: string, ...flags: string[]) =>
  startChild((port) => [bin, '--db', ':memory:', '--port', `${port}`, '--log', 'json', ...flags], {
    log: join(work, `${name}.log`),
    health: '/readyz',
  })

const search = (prefix = ''): Question => ({
  method: 'POST',
  path: `${prefix}/v1/backend/meilisearch/org_imbrace/search`,
  headers: agent,
  body: { q: 'hello' },
})
const send = (prefix = ''): Question => ({
  method: 'POST',
  path: `${prefix}/v1/backend/conversation_messages`,
  headers: contact,
  body: { type: 'text', text: 'Is the blue armchair in stock again?' },
})
const count = (prefix = ''): Question => ({
  method: 'GET',
  path: `${prefix}/v1/backend/channels/_conv_count`,
  headers: agent,
})
const page = (prefix = ''): Question => ({
  method: 'GET',
  path: `${prefix}/v1/backend/conversation_messages?limit=10`,
  headers: contact,
})
const createGuest = (prefix = ''): Question => ({
  method: 'POST',
  path: `${prefix}/v1/backend/conversation`,
  headers: channel,
})

const rows: [string, string, string][] = []
const ms = (value: number) => value.toFixed(1)
function tell(what: string, found: string, goal: string): void {
  rows.push([what, found, goal])
  console.error(`${what}: ${found} (${goal})`)
}

/** Makes, resets, keeps and restores; the rest of the process does nothing meanwhile. */
async function measureCalls(): Promise<void> {
  const server = await begin('calls')
  const firsts = {
    start: [await timed(() => ask(server, search()))],
    fork: [],
    reset: [],
  } as Record<string, number[]>
  // The image of the fixture gets its indexes once there is a second world.
  await ask(server, { method: 'POST', path: '/_mock/worlds', body: { name: 'first' } })
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const forks: number[] = []
  for (let n = 0; n < 30; n += 1) {
    const name = `fork-${n}`
    forks.push(
      await timed(() => ask(server, { method: 'POST', path: '/_mock/worlds', body: { name } })),
    )
    firsts.fork?.push(await timed(() => ask(server, search(`/_world/${name}`))))
    await ask(server, { method: 'DELETE', path: `/_mock/worlds/${name}` })
  }
  const calls: Record<string, number[]> = { reset: [], save: [], restore: [] }
  for (let n = 0; n < 200; n += 1) {
    await ask(server, createGuest())
    await ask(server, send())
    const snapshot = '/_mock/snapshots/kept'
    calls.save?.push(await timed(() => ask(server, { method: 'PUT', path: snapshot })))
    calls.restore?.push(
      await timed(() => ask(server, { method: 'POST', path: `${snapshot}/restore` })),
    )
    calls.reset?.push(await timed(() => ask(server, { method: 'POST', path: '/_mock/reset' })))
    if (n % 10 === 0) firsts.reset?.push(await timed(() => ask(server, search())))
  }
  await server.stop()
  tell(
    'a new world (POST /_mock/worlds), median',
    `${ms(median(forks))} ms`,
    '3 ms, in the process',
  )
  for (const [call, name] of [
    ['reset', 'reset'],
    ['save', 'snapshot'],
    ['restore', 'restore'],
  ] as const) {
    const times = calls[call] ?? []
    tell(
      `${name}, median and p99`,
      `${ms(median(times))} and ${ms(quantile(times, 0.99))} ms`,
      '5 ms p99',
    )
  }
  for (const [when, times] of Object.entries(firsts)) {
    tell(`first search after a ${when}, median`, `${ms(median(times))} ms`, '15 ms')
  }
}

/** A script of mixed operations; its counts are asserted. */
async function script(server: Child, prefix: string, operations: number): Promise<void> {
  const before = JSON.parse(await ask(server, count(prefix))).all as number
  let made = 0
  for (let n = 0; n < operations; n += 1) {
    if (n % 10 === 9) {
      await ask(server, createGuest(prefix))
      made += 1
    } else if (n % 10 === 4) await ask(server, search(prefix))
    else await ask(server, [page, send, count][n % 3]?.(prefix) ?? page(prefix))
  }
  if (prefix === '') return
  const after = JSON.parse(await ask(server, count(prefix))).all as number
  if (after !== before + made) throw new Error(`${prefix}: ${after}, not ${before} + ${made}`)
}

async function measureTogether(): Promise<void> {
  const clients = Array.from({ length: 64 }, (_, n) => n)
  const ratios: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const server = await begin(`together-${round}`)
    for (const n of clients) await ask(server, count(`/_world/w${n}`))
    await Promise.all(clients.map((n) => script(server, `/_world/w${n}`, 20)))
    await Promise.all(clients.map(() => script(server, '', 20)))
    const times = { own: 0, one: 0 }
    // By turns, and each first in half of the rounds: who comes later finds more compiled.
    for (const kind of round % 2 === 0 ? (['own', 'one'] as const) : (['one', 'own'] as const)) {
      times[kind] = await timed(() =>
        Promise.all(clients.map((n) => script(server, kind === 'own' ? `/_world/w${n}` : '', 200))),
      )
    }
    ratios.push(times.one / times.own)
    await server.stop()
  }
  tell(
    '64 clients × 200 mixed operations, a world each, of the same on one world',
    `${median(ratios).toFixed(2)} (no cross-read, counts exact)`,
    '0.8',
  )
}

async function measureParked(): Promise<void> {
  const server = await begin('parked', '--max-live-worlds', '8')
  const number = Number(values.parked)
  await ask(server, createGuest('/_world/first'))
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  for (let n = 0; n < number; n += 1) await ask(server, createGuest(`/_world/p${n}`))
  const { worlds } = JSON.parse(await ask(server, { method: 'GET', path: '/_mock/worlds' })) as {
    worlds: { state: string; bytes: number }[]
  }
  const parked = worlds.filter(({ state }) => state === 'parked').map(({ bytes }) => bytes)
  tell(
    `${number} worlds with a write each, 8 of them open: resident`,
    `${Math.round(server.memory().now)} MiB; ${Math.round(median(parked) / 1_000)} kB a parked one`,
    '500 MB',
  )
  for (let n = 0; n < 50; n += 1) await ask(server, send('/_world/full'))
  for (let n = 0; n < 20; n += 1) await ask(server, count(`/_world/p${n}`))
  const full = JSON.parse(await ask(server, { method: 'GET', path: '/_mock/worlds' })).worlds.find(
    ({ name }: { name: string }) => name === 'full',
  )
  tell(
    'a parked world after 50 writes',
    `${Math.round(full.bytes / 1_000)} kB (${full.state})`,
    '200 kB',
  )
  const wakes = { apart: [] as number[], together: [] as number[] }
  for (let n = 100; n < 200; n += 1) {
    const kind = n % 20 < 10 ? 'apart' : 'together'
    // Others are parked meanwhile.
    if (kind === 'apart') await new Promise((resolve) => setTimeout(resolve, 50))
    wakes[kind].push(await timed(() => ask(server, count(`/_world/p${n}`))))
  }
  tell(
    'a request that wakes a parked world, median',
    `${ms(median(wakes.apart))} ms; ${ms(median(wakes.together))} ms right after another such one`,
    'a millisecond',
  )
  await server.stop()
}

const load = loadavg()[0] ?? 0
if (only.includes('calls')) await measureCalls()
if (only.includes('together')) await measureTogether()
if (only.includes('parked')) await measureParked()

const section = [
  heading,
  '',
  `Many worlds in one process, over HTTP, the default world in memory. ${cpus().length} cores, load ${load.toFixed(1)} before.`,
  '',
  '| What | Found | Goal |',
  '| --- | --- | --- |',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
  '',
].join('\n')
process.stdout.write(section)
if (values.parked === '10000' && values.only === undefined) {
  const file = join(import.meta.dirname, 'RESULTS.md')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  writeFileSync(file, replaceSection(before, heading, section))
}
process.exit()
