/**
 * `npm run lists`: what long lists do to others, and what clients do that never read. Prints a table;
 * RESULTS.md has it in its last section.
 *
 * --package FOLDER   the gateway to measure, built; default `..`
 * --count MESSAGES   default 100000
 * --clients NUMBER   that never read; default 50
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { type Child, createClient, startChild } from './search-server.ts'

const { values } = parseArgs({
  options: {
    package: { type: 'string', default: join(import.meta.dirname, '..') },
    count: { type: 'string', default: '100000' },
    clients: { type: 'string', default: '50' },
  },
})
const bin = join(resolve(values.package), 'dist/bin.js')
const work = mkdtempSync(join(tmpdir(), 'lists-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const path = '/v1/backend/conversation_messages'
const contact = 'con_test_contact'
const request = (query: string) =>
  `GET ${path}?${query} HTTP/1.1\r\nhost: localhost\r\nx-access-token: ${contact}\r\n\r\n`

const start = (db: string) =>
  startChild((port) => [bin, '--db', db, '--port', String(port), '--log', 'json'], {
    log: `${db}.log`,
    health: '/livez',
  })

/** Writes the messages by SQL while no gateway runs. */
function fill(file: string, count: number): void {
  const database = new SQLite(file)
  const insert = database.prepare(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    VALUES (:id, 'conv_testing_conversation1', :contact, 'text', :content, :now, :now)`)
  const now = '2023-01-01T00:00:00.000Z'
  database.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const content = JSON.stringify({ text: `Is the blue armchair number ${n} in stock again?` })
      insert.run({ id: `msg_bench_${n}`, contact, content, now })
    }
  })()
  database.close()
}

/** Asks on another thread, so that only the server can make others wait. */
const readers = /* js */ `
  const { connect } = require('node:net')
  const { parentPort, workerData } = require('node:worker_threads')
  const { port, request, connections } = workerData
  let open = connections
  let bytes = 0
  for (let n = 0; n < connections; n += 1) {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let tail = ''
    socket.on('data', (data) => {
      bytes += data.length
      tail = (tail + data.toString('latin1', Math.max(0, data.length - 200))).slice(-200)
      if (/"total":\\d+}/.test(tail)) socket.destroy()
    })
    socket.on('close', () => {
      open -= 1
      if (open === 0) parentPort.postMessage(bytes)
    })
  }`

/** Lists of everything, several at once, while another connection asks for something small. */
async function measureLists({ port }: Child, connections: number) {
  const client = createClient(port)
  const probe = { longest: 0, done: false }
  const probing = (async () => {
    while (!probe.done) {
      const { ms } = await client.get('/livez')
      probe.longest = Math.max(probe.longest, ms)
      await sleep(1)
    }
  })()
  await sleep(500)
  probe.longest = 0
  const began = performance.now()
  const worker = new Worker(readers, {
    eval: true,
    workerData: { port, request: request('limit=1000000000'), connections },
  })
  const bytes = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  const seconds = (performance.now() - began) / 1_000
  probe.done = true
  await probing
  client.close()
  return { longest: probe.longest, seconds, megabytes: bytes / 1e6 }
}

/** Clients that ask for far more than they will ever be sent, and read none of it. */
async function measureUnread({ port, memory }: Child, clients: number) {
  const before = memory().now
  const sockets: Socket[] = []
  for (let n = 0; n < clients; n += 1) {
    const socket = connect(port, '127.0.0.1', () => socket.write(request('limit=200').repeat(500)))
    socket.pause()
    socket.on('error', () => undefined)
    sockets.push(socket)
  }
  // Until nothing more is begun.
  for (let seconds = 0, last = 0; seconds < 120 && memory().now !== last; seconds += 5) {
    last = memory().now
    await sleep(5_000)
  }
  const meanwhile = memory()
  for (const socket of sockets) socket.destroy()
  await sleep(10_000)
  return { before, meanwhile: meanwhile.now, highest: meanwhile.highest, after: memory().now }
}

const file = join(work, 'gateway.sqlite')
await (await start(file)).stop()
fill(file, Number(values.count))

const rows: (string | number)[][] = []
for (const connections of [1, 10]) {
  const server = await start(file)
  const { longest, seconds, megabytes } = await measureLists(server, connections)
  const { highest } = server.memory()
  rows.push([`${connections} x limit=1000000000`, 'longest `/livez`, ms', longest.toFixed(1)])
  rows.push(['', 'until all are answered, s', seconds.toFixed(2)])
  rows.push(['', 'sent, MB', megabytes.toFixed(0)])
  rows.push(['', 'highest resident, MiB', highest.toFixed(0)])
  await server.stop()
}
const server = await start(file)
const unread = await measureUnread(server, Number(values.clients))
for (const [name, mebibytes] of Object.entries(unread)) {
  rows.push([`${values.clients} clients that never read`, `${name}, MiB`, mebibytes.toFixed(0)])
}
await server.stop()

for (const row of [['what', 'measured', ''], ['---', '---', '---'], ...rows]) {
  process.stdout.write(`| ${row.join(' | ')} |\n`)
}
