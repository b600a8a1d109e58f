/** The section of RESULTS.md about the search. */
import { execFileSync } from 'node:child_process'
import { loadavg } from 'node:os'
import {
  type ByItself,
  type CatchUp,
  type Latency,
  type Restart,
  type Sending,
  sendings,
} from './search-measure.ts'
import { conversations, vocabularySize } from './search-messages.ts'
import type { PassThrough } from './search-pass-through.ts'
import { median } from './statistics.ts'

export interface SearchResults {
  count: number
  catchUps: CatchUp[]
  byItself: ByItself
  latencies: Latency[]
  /** The longest wait of another client in each of some fetches of 10,000, in ms. */
  pauses: number[]
  rounds: number
  requests: number
  sending: Sending[]
  /** Of one process, in MiB: after the latencies, and after the messages sent besides. */
  memoryAtCount: { now: number; highest: number }
  memory: { now: number; highest: number }
  restarts: Restart[]
  memoryAfterRestart: { now: number; highest: number }
  passThrough: PassThrough
  loadBefore: number
}

/** Of the section in RESULTS.md. */
export const heading = '## Search'

/** @param folder of the gateway that was measured */
export function reportSearch(results: SearchResults, folder: string): string {
  const { count, catchUps, latencies, rounds, requests, sending, restarts, passThrough } = results
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()
  const middle = (of: (one: CatchUp) => number) => median(catchUps.map(of))
  const seconds = middle(({ ms }) => ms) / 1_000
  const rate = (kind: Sending['kind']) => sending.filter((one) => one.kind === kind)
  const longest = Math.max(...catchUps.map(({ longestMeanwhile }) => longestMeanwhile))
  const { highest, now } = results.memoryAtCount
  return [
    heading,
    '',
    `Written by \`npm run search\`: the embedded engine over ${whole(count)} messages in ${whole(conversations)} conversations, ${whole(vocabularySize)} words in six languages, the most frequent in a fourth of the messages, most in a few. The default world’s own messages come to them: ${whole(catchUps[0]?.documents ?? 0)} documents. Sources ${commit}, ${new Date().toISOString().slice(0, 16).replace('T', ' ')}, Node ${process.versions.node}; load average ${results.loadBefore.toFixed(2)} before the run, ${loadavg()[0]?.toFixed(2)} at its end.`,
    'CPU is the processor time of the server, on all its threads: a busy machine moves it less than the times.',
    '',
    `The messages are written by SQL while no gateway runs; the first search, sent right after the start, then reads all of them. Medians of ${catchUps.length} databases. Meanwhile \`GET /livez\` is asked on another connection, again 1 ms after each answer.`,
    '',
    ...table(
      ['catching up', 'measured', 'goal', ''],
      [
        [
          'documents a second',
          whole(middle(({ documents, ms }) => (documents / ms) * 1_000)),
          ...atLeast(
            middle(({ documents, ms }) => (documents / ms) * 1_000),
            10_000,
          ),
        ],
        ['first search, s', seconds.toFixed(1), '', ''],
        ['CPU of it, s', (middle(({ cpuMs }) => cpuMs) / 1_000).toFixed(1), '', ''],
        ['longest `/livez` before, ms', middle((one) => one.longestBefore).toFixed(1), '', ''],
        [
          'longest `/livez` meanwhile, ms',
          `${middle((one) => one.longestMeanwhile).toFixed(1)} (worst ${longest.toFixed(1)})`,
          ...judge(
            middle((one) => one.longestMeanwhile),
            20,
          ),
        ],
        ['by itself, without a search, s', results.byItself.seconds.toFixed(1), '', ''],
        ['CPU of it, s', (results.byItself.cpuMs / 1_000).toFixed(1), '', ''],
        ['first search after it, ms', results.byItself.firstSearchMs.toFixed(1), '', ''],
      ],
    ),
    `Over HTTP, one connection, one request after the other, with other words each time: the medians of ${rounds} rounds’ own p50 and p99 of ${requests} requests each. 20 hits where nothing else is said.`,
    '',
    ...table(
      ['request', 'found', 'p50 ms', 'p99 ms', 'CPU ms', 'goal', ''],
      latencies.map((row) => [
        row.name,
        Number.isNaN(row.found) ? '' : whole(row.found),
        row.p50.toFixed(2),
        row.p99.toFixed(2),
        row.cpuMs.toFixed(2),
        ...(row.goal === undefined ? ['', ''] : judge(row.p99, row.goal)),
      ]),
    ),
    `While 10,000 messages are fetched, ${whole(results.pauses.length)} times, another client asks \`GET /livez\` again and again. What that one waits at longest is ${median(results.pauses).toFixed(1)} ms in the middle of the fetches (goal <= 20) and ${Math.max(...results.pauses).toFixed(1)} ms in the worst.`,
    '',
    `Messages sent by 8 connections, alternating: medians of ${rate('never searched').length} rounds. The ratio is the median of the ratios of each round. CPU includes the searches.`,
    '',
    ...table(
      ['POST message', 'requests/s', 'ratio', 'CPU ms', 'CPU ratio', 'goal', ''],
      sendings.map((kind) => {
        const own = rate(kind)
        const never = rate('never searched')
        const ratio = (of: (one: Sending) => number) =>
          median(own.map((one, n) => of(one) / of(never[n] ?? one)))
        const wall = ratio(({ perSecond }) => perSecond)
        const isFirst = kind === 'never searched'
        return [
          kind,
          whole(median(own.map(({ perSecond }) => perSecond))),
          isFirst ? '1' : wall.toFixed(2),
          median(own.map(({ cpuMs }) => cpuMs)).toFixed(3),
          isFirst ? '1' : ratio(({ cpuMs }) => cpuMs).toFixed(2),
          ...(isFirst ? ['', ''] : atLeast(wall, kind === 'searched before' ? 0.9 : 0.6)),
        ]
      }),
    ),
    ...table(
      ['memory and restart', 'measured', 'goal', ''],
      [
        ['resident after the requests above, MiB', now.toFixed(0), ...judge(now, 300)],
        ['highest until then, MiB', highest.toFixed(0), ...judge(highest, 250)],
        [
          'resident, and highest, after the messages sent besides, MiB',
          `${results.memory.now.toFixed(0)}, ${results.memory.highest.toFixed(0)}`,
          '',
          '',
        ],
        [
          'highest after the first search alone, MiB',
          middle((one) => one.highest).toFixed(0),
          ...judge(
            middle((one) => one.highest),
            250,
          ),
        ],
        [
          'restart, until `/livez`, ms',
          median(restarts.map((one) => one.startMs)).toFixed(0),
          '',
          '',
        ],
        [
          'first search after it, ms',
          median(restarts.map((one) => one.firstSearchMs)).toFixed(1),
          '',
          '',
        ],
        [
          'second search after it, ms',
          median(restarts.map((one) => one.secondSearchMs)).toFixed(1),
          '',
          '',
        ],
        [
          'highest after a restart and every request above once, MiB',
          results.memoryAfterRestart.highest.toFixed(0),
          ...judge(results.memoryAfterRestart.highest, 250),
        ],
      ],
    ),
    `In front of a Meilisearch: a server that answers the same 20 hits at once (\`search-constant.ts\`), asked directly and through the gateway by turns, ${whole(passThrough.requests)} times each. As a real one it sends compressed answers, to whoever asks for them, in packets that wait for each other.`,
    '',
    ...table(
      ['pass-through', 'ms', 'goal', ''],
      [
        ['direct, p50', passThrough.direct.toFixed(2), '', ''],
        ['direct and asked for compressed answers, p50', passThrough.compressed.toFixed(2), '', ''],
        ['through the gateway, p50', passThrough.through.toFixed(2), '', ''],
        ['added, median', passThrough.added.toFixed(2), ...judge(passThrough.added, 1)],
        ['a search right after a message, p50', passThrough.afterMessage.toFixed(2), '', ''],
        ['CPU of the gateway', passThrough.cpuMs.toFixed(2), '', ''],
      ],
    ),
  ].join('\n')
}

function judge(value: number, goal: number): [string, string] {
  return [`<= ${goal}`, value <= goal ? 'met' : `missed by ${(value - goal).toFixed(1)}`]
}

function atLeast(value: number, goal: number): [string, string] {
  return [
    `>= ${goal.toLocaleString('en-US')}`,
    value >= goal ? 'met' : `missed by ${(goal - value).toFixed(2)}`,
  ]
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '']
}
