/**
 * `npm run expensive`: sends the search bodies that ask for the most work to a gateway on a real
 * port, one by one and many at once, and prints how long another client had to wait meanwhile.
 *
 * --script FILE   the gateway to measure; default `../dist/bin.js`
 * --only TEXT     the bodies whose name has this text
 * --at-once N     how many of one body are sent together at the end; default 200
 * --hang-ups N    how many of one body are sent that hang up after 100 ms; default 20
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { type ExpensiveBody, expensiveBodies, tenWords } from './expensive-bodies.ts'
import { insertMessages, organization, randomNumbers } from './search-messages.ts'
import { type Child, createClient, startChild } from './search-server.ts'

const user = 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df'

/** A ping every 5 ms. Answers the longest since it was last asked. */
async function ping(port: number): Promise<void> {
  const client = createClient(port)
  let longest = 0
  let began = 0
  parentPort?.on('message', () => {
    parentPort?.postMessage(Math.max(longest, began === 0 ? 0 : performance.now() - began))
    longest = 0
  })
  for (;;) {
    began = performance.now()
    await client.get('/livez').catch(() => undefined)
    longest = Math.max(longest, performance.now() - began)
    began = 0
    await new Promise((done) => setTimeout(done, 5))
  }
}

interface Sent {
  status: number
  bytes: number
  ms: number
  reason: string
}

/** @param hangUpMs after which the client is gone, 0 for never */
function send(
  port: number,
  { operation }: ExpensiveBody,
  text: Buffer,
  agent: Agent,
  hangUpMs = 0,
) {
  return new Promise<Sent>((resolve) => {
    const began = performance.now()
    const sent = (status: number, bytes: number, reason: string) =>
      resolve({ status, bytes, ms: performance.now() - began, reason })
    const request = httpRequest(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: `/v1/backend/meilisearch/${organization}/${operation}`,
        headers: {
          'content-type': 'application/json',
          'content-length': text.length,
          'x-access-token': user,
        },
      },
      (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        const reason = String(response.headers['x-mock-reason'] ?? '')
        response.on('end', () => sent(response.statusCode ?? 0, bytes, reason))
        response.on('error', (error) => sent(0, bytes, error.message))
      },
    )
    request.on('error', (error) => sent(0, 0, error.message))
    request.end(text)
    if (hangUpMs > 0) setTimeout(() => request.destroy(), hangUpMs)
  })
}

async function measure(): Promise<void> {
  const { values } = parseArgs({
    options: {
      script: { type: 'string', default: join(import.meta.dirname, '../dist/bin.js') },
      only: { type: 'string', default: '' },
      'at-once': { type: 'string', default: '200' },
      'hang-ups': { type: 'string', default: '20' },
    },
  })
  const script = resolve(values.script)
  const work = mkdtempSync(join(tmpdir(), 'expensive-bench-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  const database = join(work, 'messages.sqlite')
  const start = () =>
    startChild((port) => [script, '--db', database, '--port', String(port), '--log', 'off'], {
      log: `${database}.log`,
      health: '/livez',
    })
  await (await start()).stop()
  insertMessages(database, 20_000)
  insertLong(database)
  const first = await start()
  // The index is written once before, which is measured elsewhere.
  await send(first.port, small, Buffer.from(small.text()), new Agent())
  await first.stop()

  console.log('| Body | Status | Answer MB | ms | CPU ms | Longest ping ms | Highest MiB |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  const bodies = expensiveBodies.filter(({ name }) => name.includes(values.only))
  for (const body of bodies) await measureOne(await start(), body, 1)
  const hangUps = Number(values['hang-ups'])
  for (const name of ['q: ten words of long messages', 'filter: IN']) {
    const body = bodies.find((each) => each.name === name)
    if (body !== undefined && hangUps > 0) await measureOne(await start(), body, hangUps, 100)
  }
  const atOnce = Number(values['at-once'])
  if (atOnce === 0) return
  for (const name of ['q: U+FDFA', 'filter: IN', 'every long message']) {
    const body = bodies.find((each) => each.name === name)
    if (body !== undefined) await measureOne(await start(), body, atOnce)
  }
}

/** Of 300 kB each: the same few words 15,000 times, and by turns ten words by chance. */
function insertLong(file: string): void {
  const database = new SQLite(file)
  const insert = database.prepare<[string, string]>(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    SELECT ?, conversation_id, "from", type, ?, created_at, updated_at FROM messages LIMIT 1`)
  const random = randomNumbers(3)
  const byChance = () =>
    Array.from({ length: 45_000 }, () => tenWords[Math.floor(random() * tenWords.length)]).join(' ')
  database.transaction(() => {
    for (let n = 0; n < 300; n += 1) {
      const text = n % 2 === 0 ? 'an order and a table '.repeat(15_000) : byChance()
      insert.run(`msg_long_${n}`, JSON.stringify({ text }))
    }
  })()
  database.close()
}

const small: ExpensiveBody = {
  name: 'small',
  operation: 'search',
  text: () => '{"filter":"type = text","limit":1}',
}

function isAlive(server: Child): boolean {
  try {
    server.memory()
    return true
  } catch {
    return false
  }
}

/** Until the server does next to nothing for half a second. */
async function untilIdle(server: Child): Promise<void> {
  for (let before = Number.NEGATIVE_INFINITY; server.cpuMs() - before > 50; ) {
    before = server.cpuMs()
    await new Promise((done) => setTimeout(done, 500))
  }
}

async function measureOne(
  server: Child,
  body: ExpensiveBody,
  count: number,
  hangUpMs = 0,
): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: server.port })
  const longest = async (): Promise<number> => {
    worker.postMessage('longest')
    return (await once(worker, 'message'))[0]
  }
  const agent = new Agent({ maxSockets: count })
  try {
    await send(server.port, small, Buffer.from(small.text()), agent)
    const text = Buffer.from(body.text())
    await longest()
    const began = performance.now()
    const cpuBefore = server.cpuMs()
    const all = await Promise.all(
      Array.from({ length: count }, () => send(server.port, body, text, agent, hangUpMs)),
    )
    if (hangUpMs > 0) await untilIdle(server)
    const ms = performance.now() - began
    const stall = await longest()
    const statuses = [...new Set(all.map(({ status }) => status))].join(' ')
    const megabytes = ((all[0]?.bytes ?? 0) / 2 ** 20).toFixed(2)
    const which = hangUpMs > 0 ? `${count} that hang up` : `${count} at once`
    const name = count === 1 ? body.name : `${which}: ${body.name}`
    const numbers = isAlive(server)
      ? [server.cpuMs() - cpuBefore, stall, server.memory().highest].map((n) => n.toFixed(0))
      : ['the process ended', stall.toFixed(0), '']
    const columns = [name, statuses, megabytes, ms.toFixed(0), ...numbers]
    console.log(`| ${columns.join(' | ')} | ${all[0]?.reason.slice(0, 100)}`)
  } finally {
    agent.destroy()
    await worker.terminate()
    await server.stop()
  }
}

if (isMainThread) {
  await measure()
  process.exit()
} else await ping(workerData)
