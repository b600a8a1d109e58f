/**
 * Two builds of the gateway against each other, in the same minutes: what a change costs.
 * `npm run before-after -- ../../other/dist/bin.js` names the build before the change; 1.03 means that
 * this checkout does 3 % more requests a second, or takes 3 % longer to start.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { page, send, views } from './requests.ts'
import { startServer, work } from './servers.ts'
import { timeStart } from './start.ts'
import { median, quantile } from './statistics.ts'
import { load } from './throughput.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '2' },
    starts: { type: 'string', default: '15' },
  },
})
const [other] = positionals
if (other === undefined) throw new Error('name the dist/bin.js of the build before the change')
const builds = [
  { name: 'before', bin: resolve(other) },
  { name: 'after', bin: undefined },
] as const
type Build = (typeof builds)[number]

/** A figure of each build, round by round. */
type Figures = Record<Build['name'], number[]>

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
// Each build works on rows of its own making: a change may be in how they are kept.
for (const { name, bin } of builds) {
  const server = await startServer('gateway', `${work}${name}.sqlite`, { bin })
  await server.stop()
}

console.log('| what | before | after | after / before | lowest to highest |')
console.log('| --- | --- | --- | --- | --- |')
for (const [what, request] of Object.entries({ page, send, views })) {
  const perSecond: Figures = { before: [], after: [] }
  const cpu: Figures = { before: [], after: [] }
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const build of inTurns(builds, round)) {
      // A server of its own for each round: one process is some percent faster than its twin, for as
      // long as both live.
      const server = await startServer('gateway', copyOf(build), { bin: build.bin })
      try {
        await load(server, request, { duration: 2 })
        const run = await load(server, request, { duration: Number(values.seconds) })
        perSecond[build.name].push(run.perSecond)
        cpu[build.name].push(run.cpuMicroseconds)
      } finally {
        await server.stop()
      }
    }
  }
  print(`${what}, requests a second`, perSecond)
  print(`${what}, CPU µs`, cpu)
}

for (const isNew of [false, true]) {
  const milliseconds: Figures = { before: [], after: [] }
  for (let round = -1; round < Number(values.starts); round += 1) {
    for (const build of inTurns(builds, round)) {
      const database = copyOf(build)
      if (isNew) rmSync(database)
      const time = await timeStart('gateway', database, build.bin)
      // The first round warms the machine's file cache.
      if (round >= 0) milliseconds[build.name].push(time)
    }
  }
  print(`start with ${isNew ? 'a new' : 'an existing'} database, ms`, milliseconds)
}

function copyOf({ name }: Build): string {
  const copy = `${work}${name}-copy.sqlite`
  for (const suffix of ['-wal', '-shm']) rmSync(copy + suffix, { force: true })
  copyFileSync(`${work}${name}.sqlite`, copy)
  return copy
}

/** Who is first changes, so that none is always the one after a pause. */
function inTurns<T>(members: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? members : members.toReversed()
}

function print(what: string, { before, after }: Figures): void {
  const ratios = after.map((value, round) => value / (before[round] ?? Number.NaN))
  const cells = [
    what,
    median(before).toFixed(0),
    median(after).toFixed(0),
    median(ratios).toFixed(3),
    `${quantile(ratios, 0).toFixed(2)} to ${quantile(ratios, 1).toFixed(2)}`,
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
