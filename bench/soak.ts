/**
 * Twenty minutes in which everything goes wrong that may: `npm run soak` writes, searches, leaves
 * sockets open, kills, stops and fills the disk, then looks whether every acknowledged message is
 * there, once, and whether memory and descriptors came back. Exits 1 when something is missing.
 *
 * The database lies on a small disk of its own. As root under Linux the run mounts one in memory;
 * elsewhere `--disk FOLDER` names a folder on a disk that may be filled to the last byte.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { replaceSection } from './sections.ts'
import { work } from './servers.ts'
import { fillDisk, makeRoom } from './soak/disk.ts'
import { createGatewayLife } from './soak/gateway-life.ts'
import { createLedger } from './soak/ledger.ts'
import { leaveSockets } from './soak/sockets.ts'
import { readAndSearch, write } from './soak/traffic.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    disk: { type: 'string' },
    /** Of the disk that is mounted. */
    mebibytes: { type: 'string', default: '1024' },
    /** Messages a second, of all writers. */
    rate: { type: 'string', default: '80' },
  },
})
const heading = '## Soak'
const writers = 8
const searchers = 2

const folder = values.disk ?? mountDisk(Number(values.mebibytes))
const ledger = createLedger()
const life = createGatewayLife(`${folder}/gateway.sqlite`, `${work}soak.log`)
const over = new AbortController()
const started = performance.now()

try {
  await life.start()
  await settle()
  const fresh = life.usage()
  const until = over.signal
  const running = [
    ...Array.from({ length: writers }, (_, n) =>
      write(life, ledger, `writer ${n}`, (writers * 1000) / Number(values.rate), until),
    ),
    ...Array.from({ length: searchers }, () => readAndSearch(life, ledger, until)),
    leaveSockets(life, ledger, until),
    disturb(until),
  ]
  const progress = setInterval(() => {
    const minute = ((performance.now() - started) / 60_000).toFixed(1)
    console.error(`${minute} min: ${JSON.stringify({ ...ledger.counts(), ...life.usage() })}`)
  }, 60_000)
  await sleep(Number(values.minutes) * 60_000)
  clearInterval(progress)
  over.abort()
  await Promise.all(running)

  await settle()
  const after = life.usage()
  const idleSeconds = await rest(fresh)
  const rested = life.usage()
  const missing = await ledger.findMissing(life.url())
  await life.stop()
  await life.start()
  await settle()
  const restarted = life.usage()
  await life.stop()

  const rows: [string, string | number][] = [
    ['minutes', values.minutes],
    ...Object.entries(ledger.counts()),
    ...Object.entries(life.counts()),
    ['acknowledged and not listed once', missing.listed],
    ['acknowledged and not searchable', missing.searched],
    ['resident at the first start, MiB', fresh.resident.toFixed(0)],
    ['resident 8 s after the run, MiB', after.resident.toFixed(0)],
    [`resident ${idleSeconds} s later, idle, MiB`, rested.resident.toFixed(0)],
    ['resident of a fresh process on the same rows, MiB', restarted.resident.toFixed(0)],
    ['descriptors at the first start', fresh.descriptors],
    ['descriptors 8 s after the run', after.descriptors],
    [`descriptors ${idleSeconds} s later, idle`, rested.descriptors],
  ]
  const section = [
    heading,
    '',
    `Written by \`npm run soak\`: ${writers} writers and ${searchers} searchers for ${values.minutes} minutes on a disk of ${values.mebibytes} MiB. Four sockets a second are opened and left in the middle of a request, or with 500 answers that nobody reads; every 13 s the gateway is killed, or its disk is full for 4 s, or it is stopped, by turns.`,
    '',
    '| soak |  |',
    '| --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n')
  process.stdout.write(section)
  const isWhole = missing.listed === 0 && missing.searched === 0 && ledger.surprises().length === 0
  for (const surprise of ledger.surprises().slice(0, 20)) console.log(`surprise: ${surprise}`)
  process.exitCode = isWhole ? 0 : 1
  // A short run would look like the whole one.
  if (Number(values.minutes) >= 20) {
    const file = new URL('./RESULTS.md', import.meta.url)
    writeFileSync(file, replaceSection(readFileSync(file, 'utf8'), heading, section))
  }
} finally {
  over.abort()
  await life.kill()
  if (values.disk === undefined) execFileSync('umount', [folder])
}

/** A kill, a full disk, a stop as Ctrl-C does it: by turns. */
async function disturb(until: AbortSignal): Promise<void> {
  const acts = [
    () => life.killAndStart(),
    async () => {
      ledger.noteFullDisk(true)
      fillDisk(folder)
      await sleep(4_000)
      makeRoom(folder)
      await sleep(500)
      ledger.noteFullDisk(false)
    },
    () => life.stopAndStart(),
  ]
  for (let turn = 0; !until.aborted; turn += 1) {
    await sleep(13_000, undefined, { signal: until }).catch(() => undefined)
    if (!until.aborted) await acts[turn % acts.length]?.()
  }
}

/** One search and one page, so that what is loaded on first use is loaded; then quiet. */
async function settle(): Promise<void> {
  await ledger.warmUp(life.url())
  await sleep(8_000)
}

/**
 * Waits until memory and descriptors are back: Node collects what is no longer used when nothing has
 * been asked for a minute or two, and our own idle connections end after 72 s.
 *
 * @returns the seconds that it took, at most 180
 */
async function rest(fresh: { resident: number; descriptors: number }): Promise<number> {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1_000)
  const isBack = () => {
    const { resident, descriptors } = life.usage()
    return resident <= fresh.resident * 1.1 && descriptors <= fresh.descriptors
  }
  while (!isBack() && seconds() < 180) await sleep(1_000)
  return seconds()
}

function mountDisk(mebibytes: number): string {
  const mountPoint = `${work}disk`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(mountPoint, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', mountPoint])
  return mountPoint
}
