/**
 * `npm run search`: measures the search and writes its section of RESULTS.md.
 *
 * --package FOLDER   the gateway to measure, built; default `..`
 * --count, --databases, --rounds, --requests   smaller ones to try it; RESULTS.md is then left alone
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type CatchUp,
  measureByItself,
  measureCatchUp,
  measureLatencies,
  measurePauses,
  measureRestart,
  measureSending,
  type Place,
  type Restart,
  startGateway,
  untilResting,
} from './search-measure.ts'
import { insertMessages } from './search-messages.ts'
import { measurePassThrough } from './search-pass-through.ts'
import { heading, reportSearch } from './search-report.ts'
import type { Child } from './search-server.ts'
import { replaceSection } from './sections.ts'

const { values } = parseArgs({
  options: {
    package: { type: 'string', default: join(import.meta.dirname, '..') },
    count: { type: 'string', default: '100000' },
    databases: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '300' },
  },
})
const count = Number(values.count)
const rounds = Number(values.rounds)
const requests = Number(values.requests)
const isWhole = count >= 100_000 && requests >= 300 && Number(values.databases) >= 3 && rounds >= 3

const folder = resolve(values.package)
const bin = join(folder, 'dist/bin.js')
if (!existsSync(bin)) throw new Error(`${bin} is missing: npm run build there first`)
const work = mkdtempSync(join(tmpdir(), 'search-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const place: Place = { bin, work }
const loadBefore = loadavg()[0] ?? 0

const small = join(work, 'default.sqlite')
await (await startGateway(place, small)).stop()
const full = join(work, 'messages.sqlite')
copyFileSync(small, full)
console.error('writing messages ...')
insertMessages(full, count)

const catchUps: CatchUp[] = []
let searched: Child | undefined
const indexed = join(work, 'indexed.sqlite')
for (let n = Number(values.databases) - 1; n >= 0; n -= 1) {
  console.error('catching up ...')
  copyFileSync(full, indexed)
  for (const suffix of ['-wal', '-shm']) rmSync(indexed + suffix, { force: true })
  const server = await startGateway(place, indexed)
  catchUps.push(await measureCatchUp(server))
  // The last one goes on with all that follows.
  if (n === 0) searched = server
  else await server.stop()
}
if (searched === undefined) throw new Error('--databases: expected 1 or more')

console.error('indexing by itself ...')
const alone = join(work, 'alone.sqlite')
copyFileSync(full, alone)
const idle = await startGateway(place, alone)
const byItself = await measureByItself(idle)
await idle.stop()

console.error('latencies ...')
const latencies = await measureLatencies(searched, { count, rounds, requests })

console.error('pauses ...')
const pauses = await measurePauses(searched, 40)

const memoryAtCount = searched.memory()

console.error('messages sent ...')
const never = await startGateway(place, full)
await untilResting(never)
const sending = await measureSending({ never, searched }, { rounds: 7, amount: 3_000 })
await never.stop()
const memory = searched.memory()
await searched.stop()

console.error('restarts ...')
const restarts: Restart[] = []
for (let n = 0; n < 5; n += 1) {
  const { server, ...restart } = await measureRestart(place, indexed)
  restarts.push(restart)
  await server.stop()
}
const { server: last } = await measureRestart(place, indexed)
await measureLatencies(last, { count, rounds: 1, requests: 1 })
const memoryAfterRestart = last.memory()
await last.stop()

console.error('pass-through ...')
const [passThrough] = await measurePassThrough([place], small, 2_000)
if (passThrough === undefined) throw new Error('nothing was measured')

const section = reportSearch(
  {
    count,
    catchUps,
    byItself,
    latencies,
    pauses,
    rounds,
    requests,
    sending,
    memoryAtCount,
    memory,
    restarts,
    memoryAfterRestart,
    passThrough,
    loadBefore,
  },
  folder,
)
process.stdout.write(section)
if (isWhole) {
  const file = join(import.meta.dirname, 'RESULTS.md')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  writeFileSync(file, replaceSection(before, heading, section))
}
process.exit()
