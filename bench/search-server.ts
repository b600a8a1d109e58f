/** A gateway as a child process, and single requests to it in turn. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, stop } from './servers.ts'

export interface Child {
  port: number
  /** From the spawn to the first 200 of the path given, in ms. */
  startMs: number
  /** User and system time so far, in ms. A tick of Linux is 10 ms. */
  cpuMs: () => number
  /** Resident memory in MiB: now, and the highest so far. */
  memory: () => { now: number; highest: number }
  stop: () => Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * @param command the script and its arguments, made for the port
 * @param health the path that answers 200 once it is ready
 */
export async function startChild(
  command: (port: number) => string[],
  { log, health }: { log: string; health: string },
): Promise<Child> {
  const port = await freePort()
  const output = openSync(log, 'w')
  const began = performance.now()
  const child = spawn(process.execPath, command(port), { stdio: ['ignore', output, output] })
  closeSync(output)
  running.add(child)
  child.once('exit', () => running.delete(child))
  const client = createClient(port)
  try {
    for (;;) {
      const status = await client.get(health).then(
        (answer) => answer.status,
        () => 0,
      )
      if (status === 200) break
      if (child.exitCode !== null) throw new Error(`it ended: ${readFileSync(log, 'utf8')}`)
      await sleep(2)
    }
  } finally {
    client.close()
  }
  return {
    port,
    startMs: performance.now() - began,
    cpuMs() {
      const fields =
        readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      const read = (name: string) =>
        Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
      return { now: read('VmRSS'), highest: read('VmHWM') }
    },
    stop: () => stop(child),
  }
}

export interface Answer {
  status: number
  text: string
  /** From the request to the last byte of the answer. */
  ms: number
}

/** @param connections how many are kept open and used at once */
export function createClient(port: number, connections = 1) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  function ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const began = performance.now()
      const request = httpRequest(
        { agent, host: '127.0.0.1', port, method, path, headers },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const ms = performance.now() - began
            const text = Buffer.concat(chunks).toString()
            resolve({ status: response.statusCode ?? 0, text, ms })
          })
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  }

  return {
    get: (path: string) => ask('GET', path, {}, ''),
    /** @throws for any answer but 200 */
    async post(path: string, token: string, body: unknown, encoding = ''): Promise<Answer> {
      const text = JSON.stringify(body)
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
        'x-access-token': token,
        'accept-encoding': encoding,
      }
      const answer = await ask('POST', path, headers, text)
      if (answer.status === 200) return answer
      throw new Error(`${path} ${text} answered ${answer.status}: ${answer.text.slice(0, 500)}`)
    },
    close: () => agent.destroy(),
  }
}
export type Client = ReturnType<typeof createClient>
