/** Servers as child processes: the built gateway with and without its log, and the floor. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Files of the run: databases, logs. Emptied by `prepare`. */
export const work = fileURLToPath(new URL('./.work/', import.meta.url))
const gateway = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const floor = `${work}floor.mjs`
const defaultWorld = `${work}default.sqlite`

export const kinds = ['floor', 'floor, tuned SQL', 'gateway', 'gateway --log off'] as const
export type Kind = (typeof kinds)[number]

export interface Server {
  kind: Kind
  pid: number | undefined
  url: string
  /** User and system time so far, in microseconds; 0 where the machine does not tell. */
  cpuTime: () => number
  /** Resident memory in MiB; 0 where the machine does not tell. */
  memory: () => number
  stop: () => Promise<void>
}

/** Empties the folder of work and lets the gateway fill the database that all others are copies of. */
export async function prepare(): Promise<void> {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  // Both sides run plain JavaScript, so that the floor's start does not pay for reading types.
  writeFileSync(
    floor,
    stripTypeScriptTypes(readFileSync(new URL('floor.ts', import.meta.url), 'utf8')),
  )
  const server = await startServer('gateway', defaultWorld)
  await server.stop()
}

/** A copy of the default world's database, for one server alone. */
export function copyOfDefaultWorld(name: string): string {
  const path = `${work}${name.replaceAll(/\W+/g, '-')}.sqlite`
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  // With its time, as the gateway left it: a file whose time has changed is looked at first.
  cpSync(defaultWorld, path, { preserveTimestamps: true })
  return path
}

interface SpawnOptions {
  /** 0, the default, for any free one. */
  port?: number
  /** For Node itself, for instance `--cpu-prof`. */
  nodeFlags?: string[]
  /** The built gateway. Default: this checkout's. */
  bin?: string
  /** For the gateway. */
  flags?: string[]
}

export function spawnServer(
  kind: Kind,
  database: string,
  { port = 0, nodeFlags = [], bin = gateway, flags = [] }: SpawnOptions = {},
): { child: ChildProcess; log: string } {
  const log = `${database}.log`
  const output = openSync(log, 'w')
  const args =
    kind === 'floor' || kind === 'floor, tuned SQL'
      ? [floor, database, String(port), ...(kind === 'floor' ? ['plain'] : [])]
      : [
          bin,
          '--db',
          database,
          '--port',
          String(port),
          ...(kind === 'gateway' ? [] : ['--log', 'off']),
          ...flags,
        ]
  const child = track(
    spawn(process.execPath, [...nodeFlags, ...args], {
      cwd: work,
      stdio: ['ignore', output, 'inherit'],
    }),
  )
  closeSync(output)
  return { child, log }
}

/** No server that was told of here outlives the run, however it ends. */
export function track(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

export async function startServer(
  kind: Kind,
  database: string,
  options?: SpawnOptions,
): Promise<Server> {
  const { child, log } = spawnServer(kind, database, options)
  let url: string | undefined
  while (url === undefined) {
    if (child.exitCode !== null) throw new Error(`${kind} ended with exit code ${child.exitCode}`)
    await sleep(5)
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(log, 'utf8'))?.[0]
  }
  return {
    kind,
    pid: child.pid,
    url,
    cpuTime: () => cpuTime(child.pid),
    memory: () => memoryOf(child.pid),
    stop: () => stop(child),
  }
}

/** Until it has done for three seconds what a server does that is asked nothing. Linux only. */
export async function untilIdle({ cpuTime }: Server): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    const before = cpuTime()
    await sleep(1000)
    idle = cpuTime() - before < 30_000 ? idle + 1 : 0
  }
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await ended
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Linux only. Of all threads, to the microsecond: what a process sums up itself is in ticks of 10 ms. */
function cpuTime(pid: number | undefined): number {
  const folder = `/proc/${pid}/task`
  if (!existsSync(folder)) return 0
  return readdirSync(folder).reduce((sum, thread) => sum + threadTime(`${folder}/${thread}`), 0)
}

function threadTime(folder: string): number {
  try {
    return Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1000
  } catch {
    // It has just ended, or this kernel keeps no such statistics.
    return 0
  }
}

/** Resident, in MiB. Linux only. */
export function memoryOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}
