/** The results as Markdown. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { type CountLatency, distribution } from './counts.ts'
import type { Memory } from './memory.ts'
import { keptSections } from './sections.ts'
import { kinds } from './servers.ts'
import type { StartCase, Starts } from './start.ts'
import { median } from './statistics.ts'
import { connections, type Run, type Runs } from './throughput.ts'

export interface Results {
  throughput: { name: string; goal: number; runs: Runs }[]
  starts: { goal: number; times: Starts } | undefined
  counts: CountLatency[]
  memory: { requests: number; rows: Memory[] } | undefined
  /** Load average before the first run. */
  loadBefore: number
  rounds: number
  seconds: number
}

const requests = '## Requests'
const start = '## Start'
const growth = '## Counts as an organization grows'
const resident = '## Memory'

export function report(results: Results, before: string): string {
  return [
    '# Results',
    '',
    'Written by `npm run bench` (see [README.md](README.md)); `npm run search`, `npm run soak` and hands write the sections from Search on, which are kept from run to run.',
    '',
    ...machine(results),
    ...throughput(results),
    ...starts(results),
    ...counts(results),
    ...memory(results),
    keptSections(before, [requests, start, growth, resident]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function machine({ loadBefore }: Results): string[] {
  const [cpu] = cpus()
  const version = (name: string) =>
    JSON.parse(
      readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
    ).version
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' })
  return [
    ...table(
      ['machine', ''],
      [
        ['processor', `${cpus().length} cores, ${cpu?.model.trim()}`],
        ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
        ['system', `${type()} ${release()}`],
        [
          'versions',
          `Node ${process.versions.node}, Fastify ${version('fastify')}, better-sqlite3 ${version('better-sqlite3')}`,
        ],
        ['sources', commit.trim()],
        ['date', new Date().toISOString().slice(0, 16).replace('T', ' ')],
        [
          'load average',
          `${loadBefore.toFixed(2)} before the run, ${loadavg()[0]?.toFixed(2)} at its end`,
        ],
      ],
    ),
    'Other work may share the machine: the ratios of alternating runs say more than the numbers.',
    '',
  ]
}

function throughput({ throughput, rounds, seconds }: Results): string[] {
  if (throughput.length === 0) return []
  return [
    requests,
    '',
    `Medians of ${rounds} alternating runs of ${seconds} s each after a warm-up, autocannon, ${connections} connections, a database file in WAL mode for each server.`,
    'The floor is a bare Fastify and better-sqlite3 server with the same queries, written as anybody would write them, and the same answers: no schema, no authentication, no CORS, no log. `tuned SQL` is the same with the casts of `src/database/parameters.ts`: what Fastify alone costs.',
    '`gateway` writes its default request log (JSON) to a file; `--log off` writes none.',
    'The ratio is the median of the ratios of each round (lowest to highest in brackets). CPU is the server’s own processor time for one request.',
    '',
    ...table(
      ['request', 'server', 'requests/s', 'ratio to the floor', 'CPU µs', 'CPU ratio', 'goal', ''],
      throughput.flatMap(({ name, goal, runs }) =>
        kinds.map((kind) => {
          const own = runs[kind]
          const ratio = median(ratios(own, runs.floor))
          const isFloor = kind === 'floor'
          const isGateway = kind.startsWith('gateway')
          return [
            isFloor ? name : '',
            kind,
            whole(median(own.map((run) => run.perSecond))),
            isFloor ? '1' : `${ratio.toFixed(2)} (${spread(ratios(own, runs.floor))})`,
            cpu(own).toFixed(1),
            isFloor ? '1' : (cpu(own) / cpu(runs.floor)).toFixed(2),
            isGateway ? `>= ${goal}` : '',
            !isGateway ? '' : ratio >= goal ? 'met' : `missed by ${(goal - ratio).toFixed(2)}`,
          ]
        }),
      ),
    ),
  ]
}

function starts({ starts }: Results): string[] {
  if (starts === undefined) return []
  const { goal, times } = starts
  const names: Record<StartCase, string> = {
    floor: 'floor, existing database',
    'existing database': 'gateway, existing database',
    'new database': 'gateway, new database, filled from the default fixture',
  }
  return [
    start,
    '',
    `From the spawn of the process to the first 200 (a page of 10 messages, asked for every 2 ms). Medians of ${times.floor.length} alternating starts.`,
    '',
    ...table(
      ['server', 'ms', 'ratio to the floor', 'goal', ''],
      Object.entries(names).map(([name, text]) => {
        const own = median(times[name as StartCase])
        const ratio = own / median(times.floor)
        return name === 'floor'
          ? [text, own.toFixed(0), '1', '', '']
          : [
              text,
              own.toFixed(0),
              ratio.toFixed(2),
              `<= ${goal}`,
              ratio <= goal ? 'met' : `missed by ${(ratio - goal).toFixed(2)}`,
            ]
      }),
    ),
  ]
}

function counts({ counts }: Results): string[] {
  if (counts.length === 0) return []
  return [
    growth,
    '',
    'Latency over HTTP, one connection, one request after the other, request log on.',
    `The conversations: ${distribution}.`,
    '',
    ...table(
      ['conversations', 'count', 'median ms', 'p99 ms', 'requests'],
      counts.map((row) => [
        whole(row.conversations),
        row.count,
        row.median.toFixed(2),
        row.p99.toFixed(2),
        whole(row.requests),
      ]),
    ),
  ]
}

function memory({ memory }: Results): string[] {
  if (memory === undefined) return []
  return [
    resident,
    '',
    `Resident memory in MiB before and after ${whole(memory.requests)} requests: of ten, 5 pages of messages, 4 views counts, 1 message sent.`,
    '',
    ...table(
      [
        'server',
        'at start',
        `after ${whole(memory.requests / 10)}`,
        `after ${whole(memory.requests)}`,
      ],
      memory.rows.map((row) => [
        row.kind,
        row.atStart.toFixed(0),
        row.afterTenth.toFixed(0),
        row.afterAll.toFixed(0),
      ]),
    ),
  ]
}

function ratios(own: Run[], floor: Run[]): number[] {
  return own.map((run, n) => run.perSecond / (floor[n]?.perSecond ?? Number.NaN))
}

function cpu(runs: Run[]): number {
  return median(runs.map((run) => run.cpuMicroseconds))
}

function spread(values: number[]): string {
  return `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '']
}
