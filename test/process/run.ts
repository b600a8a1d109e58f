/** Runs the command as its users do: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const command = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  url: string
  /** Everything printed so far. */
  stdout: () => string
  ended: Promise<Ended>
}

/** An empty folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-mock-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface Settings {
  /** Instead of the sources'. */
  bin?: string
  cwd?: string
  env?: Record<string, string>
  /** A limit of the shell for the process, for instance `-f 64` for files of at most 64 KiB. */
  ulimit?: string
  uid?: number
}

/** Starts the command, and does not wait for anything. */
export function launch(argv: string[], settings: Settings = {}) {
  const { bin = command, cwd, env, ulimit, uid } = settings
  const [file, args] =
    ulimit === undefined
      ? [process.execPath, [bin, ...argv]]
      : ['bash', ['-c', `ulimit ${ulimit}; exec "$@"`, 'bash', process.execPath, bin, ...argv]]
  const child = spawn(file, args, {
    cwd,
    uid,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    printed.stdout += text
  })
  child.stderr.on('data', (text) => {
    printed.stderr += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...printed }))
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { child, ended, printed }
}

/** Runs the command to its end. */
export function run(argv: string[], settings?: Settings): Promise<Ended> {
  return launch(argv, settings).ended
}

/** Starts a gateway on a free port and waits until it says where it is. */
export async function start(argv: string[], settings?: Settings): Promise<Running> {
  const { child, ended, printed } = launch(['--port', '0', ...argv], settings)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      // JSON, because this is no terminal; or asked for otherwise.
      const found =
        /"event":"listening","url":"(http:[^"]+)".*\n/.exec(printed.stdout) ??
        /URL +(http:\S+)\n(?:.*\n)* +stop/.exec(printed.stdout)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)))
  })
  return { child, url, stdout: () => printed.stdout, ended }
}

/** Ends a gateway as Ctrl-C does. */
export async function stop({ child, ended }: Running): Promise<Ended> {
  child.kill('SIGINT')
  return ended
}
