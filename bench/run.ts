/** The one command: measures everything and writes RESULTS.md. See README.md for its options. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { measureCounts } from './counts.ts'
import { measureMemory } from './memory.ts'
import { type Results, report } from './report.ts'
import { page, send, views } from './requests.ts'
import { prepare } from './servers.ts'
import { compareStarts } from './start.ts'
import { compare } from './throughput.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const parts = ['page', 'send', 'views', 'start', 'counts', 'memory']
const chosen = values.only === '' ? parts : values.only.split(',')
const unknown = chosen.filter((part) => !parts.includes(part))
if (unknown.length > 0) throw new Error(`--only ${unknown}: expected some of ${parts.join(',')}`)

const requests = [
  { part: 'page', name: 'page of 10 messages', request: page, goal: 0.8 },
  { part: 'send', name: 'POST message', request: send, goal: 0.6 },
  { part: 'views', name: 'views count, default world', request: views, goal: 0.6 },
]

const results: Results = {
  throughput: [],
  starts: undefined,
  counts: [],
  memory: undefined,
  loadBefore: loadavg()[0] ?? 0,
  rounds,
  seconds,
}

await prepare()
for (const { part, name, request, goal } of requests) {
  if (!chosen.includes(part)) continue
  console.error(`${name} ...`)
  results.throughput.push({ name, goal, runs: await compare(request, { rounds, seconds }) })
}
if (chosen.includes('start')) {
  console.error('start ...')
  results.starts = { goal: 1.5, times: await compareStarts(15) }
}
if (chosen.includes('counts')) {
  console.error('counts ...')
  results.counts = await measureCounts([1_000, 100_000, 1_000_000])
}
if (chosen.includes('memory')) {
  console.error('memory ...')
  results.memory = { requests: 100_000, rows: await measureMemory(100_000) }
}

const file = new URL('./RESULTS.md', import.meta.url)
const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
const text = report(results, before)
process.stdout.write(text)
// A part of the table would look like the whole one.
if (chosen.length === parts.length) writeFileSync(file, text)
