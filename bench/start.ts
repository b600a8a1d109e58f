/** From the spawn of a process to its first 200, in milliseconds. */
import { rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { page } from './requests.ts'
import { copyOfDefaultWorld, freePort, type Kind, spawnServer, stop } from './servers.ts'

export const startCases = ['floor', 'existing database', 'new database'] as const
export type StartCase = (typeof startCases)[number]
export type Starts = Record<StartCase, number[]>

export async function compareStarts(rounds: number): Promise<Starts> {
  const starts: Starts = { floor: [], 'existing database': [], 'new database': [] }
  for (let round = -1; round < rounds; round += 1) {
    for (const name of startCases) {
      const milliseconds = await start(name)
      // The first round warms the machine's file cache.
      if (round >= 0) starts[name].push(milliseconds)
    }
  }
  return starts
}

async function start(name: StartCase): Promise<number> {
  const database = copyOfDefaultWorld('start')
  if (name === 'new database') rmSync(database)
  return timeStart(name === 'floor' ? 'floor' : 'gateway', database)
}

/** @param bin the built gateway; default: this checkout's */
export async function timeStart(kind: Kind, database: string, bin?: string): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const { child } = spawnServer(kind, database, { port, bin })
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${kind} ended with exit code ${child.exitCode}`)
    await sleep(2)
  }
  const milliseconds = performance.now() - began
  await stop(child)
  return milliseconds
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: page.path, headers: page.headers, agent: false },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode === 200))
      },
    )
    request.on('error', () => resolve(false))
    request.end()
  })
}
