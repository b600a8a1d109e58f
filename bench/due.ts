/**
 * `npm run due`: 100,000 conversations that move on by themselves at once, on the built gateway with a
 * database file. How long a clock takes to be advanced, how long others wait meanwhile, and what is written.
 *
 * --build FILE        another dist/bin.js
 * --times NUMBER      default 5
 * --sockets NUMBER    of agents, each of which is told of each step; default 0
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import SQLite from 'better-sqlite3'
import { listenTo } from './realtime-sockets.ts'
import { type Server, startServer, untilIdle, work } from './servers.ts'
import { median } from './statistics.ts'

const { values } = parseArgs({
  options: {
    build: { type: 'string' },
    times: { type: 'string', default: '5' },
    sockets: { type: 'string', default: '0' },
  },
})
const minute = 60_000
const hour = 60 * minute
const options = values.build === undefined ? {} : { bin: values.build }

const agent = { access_token: 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' }
const moved = '"conversation.status_updated"'

/** Where they stand in lists when they are moved one after the other. */
const orders = {
  // As those who write one after the other do.
  'one behind the other': (n: string) => n,
  // As ten times ten thousand that were made at once are.
  'ten between each other': (n: string) => `${n} % 10000 * 10 + ${n} / 10000`,
  // In each list they are between each other: no two that are moved together are neighbours.
  'all over': (n: string) => `${n} * 7919 % 100000`,
}

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
const filled = `${work}due.sqlite`
await fill()

console.log(
  '| in lists | become | seconds | longest /livez, ms | writes | events for each socket |',
)
console.log('| --- | --- | --- | --- | --- | --- |')
for (const [name, place] of Object.entries(orders)) {
  putInOrder(place)
  for (const [status, ms] of [
    ['soon to be', 45 * minute],
    ['closed', 48 * hour],
  ] as const) {
    const times: Time[] = []
    for (let time = 0; time < Number(values.times); time += 1) times.push(await advance(ms))
    const of = (figure: keyof Time) => median(times.map((time) => time[figure]))
    const longest = Math.max(...times.map(({ longest }) => longest))
    const figures = [of('seconds').toFixed(2), longest.toFixed(0), of('writes'), of('events')]
    const cells = [name, status, ...figures]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

interface Time {
  seconds: number
  longest: number
  writes: number
  events: number
}

async function fill(): Promise<void> {
  const server = await startServer('gateway', filled, options)
  for (let part = 0; part < 10; part += 1) {
    await post(server, '/_mock/conversations', { count: 10_000, status: 'pending' })
  }
  await server.stop()
}

/** They wait for some time since now, within a hundred seconds, and are listed in the order of their places. */
function putInOrder(place: (n: string) => string): void {
  const database = new SQLite(filled)
  const later = (ms: string) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${Date.now() / 1000} + (${ms}) / 1000.0, 'unixepoch')`
  database.exec(`
    UPDATE conversations SET waiting_since = ${later('n')}, due_at = ${later(`n + ${30 * minute}`)},
      closes_at = ${later(`n + ${24 * hour}`)}, latest_at = ${later(place('n'))}
    FROM (
      SELECT rowid AS place, row_number() OVER (ORDER BY rowid) AS n FROM conversations
      WHERE status = 'pending' ORDER BY rowid DESC LIMIT 100000)
    WHERE rowid = place;
    VACUUM`)
  database.close()
}

async function advance(ms: number): Promise<Time> {
  const copy = `${work}due-copy.sqlite`
  rmSync(`${copy}-wal`, { force: true })
  copyFileSync(filled, copy)
  // Due after half an hour, so that nothing moves before it is asked to.
  const flags = ['--soon-to-be', `${30 * minute}`, '--overdue', `${hour}`]
  const server = await startServer('gateway', copy, { ...options, flags })
  try {
    await untilIdle(server)
    let heard = 0
    const sockets = await Promise.all(
      Array.from({ length: Number(values.sockets) }, () =>
        listenTo(
          Number(new URL(server.url).port),
          '/org_imbrace',
          agent,
          () => (heard += 1),
          moved,
        ),
      ),
    )
    let longest = 0
    let isOver = false
    const others = (async () => {
      while (!isOver) {
        const began = performance.now()
        await (await fetch(`${server.url}/livez`)).text()
        longest = Math.max(longest, performance.now() - began)
      }
    })()
    const written = writesOf(server)
    const began = performance.now()
    await post(server, '/_mock/clock/advance', { ms })
    const seconds = (performance.now() - began) / 1000
    isOver = true
    await others
    // What is on its way still.
    if (sockets.length > 0) await untilIdle(server)
    for (const socket of sockets) socket.close()
    const events = sockets.length === 0 ? 0 : heard / sockets.length
    return { seconds, longest, writes: writesOf(server) - written, events }
  } finally {
    await server.stop()
  }
}

async function post(server: Server, path: string, body: object): Promise<void> {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}

/** How often the process has written, to whatever. Linux only. */
function writesOf({ pid }: Server): number {
  return Number(/syscw: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}
