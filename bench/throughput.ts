/** Requests a second, measured in turns: the floor and the gateways have the machine's same minutes. */
import { deepEqual } from 'node:assert/strict'
import autocannon from 'autocannon'
import type { Request } from './requests.ts'
import { copyOfDefaultWorld, type Kind, kinds, type Server, startServer } from './servers.ts'

export const connections = 8

/** Milliseconds. */
const sampleInt = 100

export interface Run {
  perSecond: number
  answers: number
  /** Of the server, for one request. */
  cpuMicroseconds: number
}

export type Runs = Record<Kind, Run[]>

export async function compare(
  request: Request,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Runs> {
  const runs: Runs = {
    floor: [],
    'floor, tuned SQL': [],
    gateway: [],
    'gateway --log off': [],
  }
  const servers: Server[] = []
  try {
    for (const kind of kinds) servers.push(await startServer(kind, copyOfDefaultWorld(kind)))
    await checkSameAnswers(servers, request)
    for (const server of servers) await load(server, request, { duration: 2 })
    for (let round = 0; round < rounds; round += 1) {
      // Every round begins with another server, so that none is always the one after a pause.
      for (let turn = 0; turn < servers.length; turn += 1) {
        const server = servers[(round + turn) % servers.length]
        if (server) runs[server.kind].push(await load(server, request, { duration: seconds }))
      }
    }
  } finally {
    for (const server of servers) await server.stop()
  }
  return runs
}

/** @param extent a time in seconds, or a number of requests */
export async function load(
  server: Server,
  request: Request | Request[],
  extent: { duration: number } | { amount: number },
): Promise<Run> {
  const cpuBefore = server.cpuTime()
  const begin = performance.now()
  let end = begin
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = { url: server.url, connections, requests: [request].flat(), ...extent }
    const run = autocannon({ ...options, sampleInt }, (error, done) =>
      error ? reject(error) : resolve(done),
    )
    // After a number of requests it sits idle until it takes its next sample.
    run.on('response', () => {
      end = performance.now()
    })
  })
  const cpu = server.cpuTime() - cpuBefore
  if (result.errors > 0 || result.non2xx > 0 || result['2xx'] === 0) {
    throw new Error(`${server.kind}: ${result.errors} errors, ${result.non2xx} answers without 2xx`)
  }
  return {
    answers: result['2xx'],
    perSecond: (result['2xx'] * 1000) / (end - begin),
    cpuMicroseconds: cpu / result['2xx'],
  }
}

/** A floor that answered something else would be the floor of something else. */
async function checkSameAnswers(servers: Server[], request: Request): Promise<void> {
  const answers: unknown[] = []
  for (const { url } of servers) {
    const response = await fetch(url + request.path, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const text = await response.text()
    const made = new Set(['id', 'created_at', 'updated_at'])
    answers.push(
      JSON.parse(text, (key, value) =>
        request.method === 'POST' && made.has(key) ? typeof value : value,
      ),
    )
  }
  for (const answer of answers) deepEqual(answer, answers[0])
}
