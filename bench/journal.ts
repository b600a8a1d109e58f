/**
 * `npm run journal`: what the journal costs. The same build with it and with `--journal-size 0`, by turns;
 * then the memory after a tenth of many requests and after all of them.
 *
 * --rounds NUMBER     of each request; default 15, 0 for none
 * --seconds NUMBER    of one round; default 2
 * --requests NUMBER   for the memory; default 1000000, 0 for none
 */
import { mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { channels, page, send, views } from './requests.ts'
import { copyOfDefaultWorld, prepare, startServer, work } from './servers.ts'
import { median, quantile } from './statistics.ts'
import { load } from './throughput.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '2' },
    requests: { type: 'string', default: '1000000' },
  },
})
const sizes = ['0', '1000'] as const
const flagsOf = (size: string) => ['--journal-size', size]

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
await prepare()

console.log('| what | without | with | with / without | quarter to three quarters |')
console.log('| --- | --- | --- | --- | --- |')
for (const [what, request] of Object.entries(values.rounds === '0' ? {} : { page, send })) {
  const perSecond: number[][] = [[], []]
  const cpu: number[][] = [[], []]
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const turn of round % 2 === 0 ? [0, 1] : [1, 0]) {
      // A server of its own for each round: one process is some percent faster than its twin.
      const flags = flagsOf(sizes[turn] ?? '')
      const server = await startServer('gateway', copyOfDefaultWorld('journal'), { flags })
      try {
        await load(server, request, { duration: 2 })
        const run = await load(server, request, { duration: Number(values.seconds) })
        perSecond[turn]?.push(run.perSecond)
        cpu[turn]?.push(run.cpuMicroseconds)
      } finally {
        await server.stop()
      }
    }
  }
  print(`${what}, requests a second`, perSecond)
  print(`${what}, CPU µs`, cpu)
}

const requests = Number(values.requests)
if (requests > 0) {
  console.log('\n| requests | journal | MiB after 10,000 | MiB after all | difference |')
  console.log('| --- | --- | --- | --- | --- |')
  const mixes = {
    'pages, views counts and channel counts': [page, views, channels],
    // What they write stays, in the database and in the search index: the rest of the growth is theirs.
    'pages, of 50 one message sent': [...Array.from({ length: 49 }, () => page), send],
  }
  for (const [what, mix] of Object.entries(mixes)) {
    for (const size of sizes.toReversed()) {
      const flags = flagsOf(size)
      const server = await startServer('gateway', copyOfDefaultWorld('memory'), { flags })
      try {
        await load(server, mix, { amount: 10_000 })
        const early = server.memory()
        await load(server, mix, { amount: requests - 10_000 })
        const late = server.memory()
        const cells = [early, late, late - early].map((mebibytes) => mebibytes.toFixed(1))
        console.log(`| ${[what, size, ...cells].join(' | ')} |`)
      } finally {
        await server.stop()
      }
    }
  }
}

function print(what: string, [without = [], withIt = []]: number[][]): void {
  const ratios = withIt.map((value, round) => value / (without[round] ?? Number.NaN))
  const cells = [
    what,
    median(without).toFixed(1),
    median(withIt).toFixed(1),
    median(ratios).toFixed(3),
    `${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}`,
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
