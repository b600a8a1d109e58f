/**
 * Two builds of the gateway against each other, in the same minutes: what a change costs.
 * `npm run before-after -- ../../other/dist/bin.js` names the build before the change; 1.03 means that
 * this checkout does 3 % more requests a second, or takes 3 % longer to start.
 *
 * --servers NUMBER   of each build; default 3
 * --turns NUMBER     of each server, 1,500 requests each; default 20
 * --starts NUMBER    of each build, with an existing and with a new database; default 15
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { printHeads, printInTurns, type Side } from './in-turns.ts'
import { page, send, views } from './requests.ts'
import { startServer, work } from './servers.ts'
import { timeStart } from './start.ts'
import { median, quantile } from './statistics.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    servers: { type: 'string', default: '3' },
    turns: { type: 'string', default: '20' },
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

const sides: Side[] = [
  { name: 'before', bin: resolve(other), database: databaseOf('before') },
  { name: 'after', database: databaseOf('after') },
  {
    name: 'after, without its journal',
    flags: ['--journal-size', '0'],
    database: databaseOf('after', 'without-journal'),
  },
  { name: 'before again', bin: resolve(other), database: databaseOf('before', 'again') },
]
printHeads(sides)
for (const [what, request] of Object.entries({ page, send, views })) {
  await printInTurns(what, request, sides, {
    servers: Number(values.servers),
    turns: Number(values.turns),
  })
}

console.log('\n| what | before | after | after / before | lowest to highest |')
console.log('| --- | --- | --- | --- | --- |')
for (const isNew of [false, true]) {
  const milliseconds: Figures = { before: [], after: [] }
  for (let round = -1; round < Number(values.starts); round += 1) {
    for (const build of inTurns(builds, round)) {
      const database = copyOf(build.name, 'start')
      if (isNew) rmSync(database)
      const time = await timeStart('gateway', database, build.bin)
      // The first round warms the machine's file cache.
      if (round >= 0) milliseconds[build.name].push(time)
    }
  }
  print(`start with ${isNew ? 'a new' : 'an existing'} database, ms`, milliseconds)
}

function databaseOf(name: Build['name'], side = ''): Side['database'] {
  return (copy) => copyOf(name, `${side}${copy}`)
}

function copyOf(name: Build['name'], copy: string): string {
  const path = `${work}${name}-${copy}.sqlite`
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  copyFileSync(`${work}${name}.sqlite`, path)
  return path
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
