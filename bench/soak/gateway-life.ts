/** A gateway that is killed, stopped and started again on the same database and port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, stop } from '../servers.ts'

const command = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

export function createGatewayLife(database: string, log: string) {
  let child: ChildProcess | undefined
  let port = 0
  const counts = { kills: 0, stops: 0, 'stops that did not exit 0': 0, 'longest stop, ms': 0 }

  async function start(): Promise<void> {
    if (port === 0) port = await freePort()
    const output = openSync(log, 'a')
    const args = [command, '--db', database, '--port', String(port)]
    child = spawn(process.execPath, args, { stdio: ['ignore', output, output] })
    closeSync(output)
    for (let waited = 0; !(await isReady()); waited += 20) {
      if (child.exitCode !== null) throw new Error(`the gateway ended: ${child.exitCode}`)
      if (waited > 60_000) throw new Error('the gateway does not become ready')
      await sleep(20)
    }
  }

  async function isReady(): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined)
    await response?.arrayBuffer()
    return response?.ok === true
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  return {
    url: () => `http://127.0.0.1:${port}`,
    port: () => port,
    start,
    kill,
    counts: () => counts,

    async stop(): Promise<void> {
      if (child === undefined) return
      const began = performance.now()
      await stop(child)
      counts.stops += 1
      if (child.exitCode !== 0) counts['stops that did not exit 0'] += 1
      const took = Math.round(performance.now() - began)
      counts['longest stop, ms'] = Math.max(counts['longest stop, ms'], took)
    },

    async killAndStart(): Promise<void> {
      await kill()
      counts.kills += 1
      await start()
    },

    async stopAndStart(): Promise<void> {
      await this.stop()
      await start()
    },

    /** Linux only. */
    usage(): { resident: number; descriptors: number } {
      const folder = `/proc/${child?.pid}`
      const status = readFileSync(`${folder}/status`, 'utf8')
      return {
        resident: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
        descriptors: readdirSync(`${folder}/fd`).length,
      }
    },
  }
}
export type GatewayLife = ReturnType<typeof createGatewayLife>
