/**
 * `npm run due`: 100,000 conversations that move on by themselves at once, on the built gateway with a
 * database file. How long a clock takes to be advanced, how long others wait meanwhile, and what is written.
 *
 * --build FILE      another dist/bin.js
 * --times NUMBER    default 5
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import SQLite from 'better-sqlite3'
import { type Server, startServer, work } from './servers.ts'
import { median } from './statistics.ts'

const { values } = parseArgs({
  options: { build: { type: 'string' }, times: { type: 'string', default: '5' } },
})
const minute = 60_000
const filled = `${work}due.sqlite`
const options = values.build === undefined ? {} : { bin: values.build }

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
await fill()

console.log('| seconds | longest /livez, ms | writes to files |')
console.log('| --- | --- | --- |')
const seconds: number[] = []
for (let time = 0; time < Number(values.times); time += 1) seconds.push(await advance())
console.log(`\nmedian: ${median(seconds).toFixed(2)} s`)

/** Ten populations, all waiting since the same moment: in every list they stand between each other. */
async function fill(): Promise<void> {
  const server = await startServer('gateway', filled, options)
  for (let part = 0; part < 10; part += 1) {
    await post(server, '/_mock/conversations', { count: 10_000, status: 'pending' })
  }
  await server.stop()
  const database = new SQLite(filled)
  const at = (ms: number) => new Date(Date.now() + ms).toISOString()
  database
    .prepare(`
      UPDATE conversations SET waiting_since = ?, due_at = ?, closes_at = ?
      WHERE rowid IN (SELECT rowid FROM conversations WHERE status = 'pending' LIMIT 100000)`)
    .run(at(0), at(30 * minute), at(24 * 60 * minute))
  database.close()
}

async function advance(): Promise<number> {
  const copy = `${work}due-copy.sqlite`
  rmSync(`${copy}-wal`, { force: true })
  copyFileSync(filled, copy)
  // Due after half an hour, so that nothing moves before it is asked to.
  const flags = ['--soon-to-be', `${30 * minute}`, '--overdue', `${60 * minute}`]
  const server = await startServer('gateway', copy, { ...options, flags })
  try {
    await rest(server)
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
    await post(server, '/_mock/clock/advance', { ms: 45 * minute })
    const took = (performance.now() - began) / 1000
    isOver = true
    await others
    const cells = [took.toFixed(2), longest.toFixed(0), writesOf(server) - written]
    console.log(`| ${cells.join(' | ')} |`)
    return took
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

/** Until the messages that the populations have are in the search index. */
async function rest(server: Server): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const before = server.cpuTime()
    await sleep(1000)
    quiet = server.cpuTime() - before < 30_000 ? quiet + 1 : 0
  }
}

/** How often the process has written, to whatever. Linux only. */
function writesOf({ pid }: Server): number {
  return Number(/syscw: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}
