/** The measurements of the search, each on servers of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type SearchCase, searchCases } from './search-cases.ts'
import { messages, organization } from './search-messages.ts'
import { type Child, type Client, createClient, startChild } from './search-server.ts'
import { median, quantile } from './statistics.ts'

export const user = 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df'
export const contact = 'con_test_contact'
export const path = (operation: string) => `/v1/backend/meilisearch/${organization}/${operation}`
export const firstSearch = { q: 'order', limit: 20 }

export interface Place {
  /** The gateway's script. */
  bin: string
  /** A folder for databases and logs. */
  work: string
}

export function startGateway(place: Place, database: string, flags: string[] = []): Promise<Child> {
  const command = (port: number) => [
    place.bin,
    ...['--db', database, '--port', String(port), '--log', 'off'],
    ...flags,
  ]
  return startChild(command, { log: `${database}.log`, health: '/livez' })
}

export interface CatchUp {
  /** The messages written by SQL and those of the default world. */
  documents: number
  ms: number
  cpuMs: number
  /** The longest that a `GET /livez` took before the search, and meanwhile. */
  longestBefore: number
  longestMeanwhile: number
  /** Of the process, in MiB, when it was done. */
  highest: number
}

/** So long the gateway indexes nothing after its start. */
const quietMs = 150

/** The first search of a gateway that has just started and has not begun to index by itself. */
export async function measureCatchUp(server: Child): Promise<CatchUp> {
  const client = createClient(server.port)
  const poller = createClient(server.port)
  try {
    const longestBefore = await longestAnswer(poller, sleep(quietMs))
    const cpuBefore = server.cpuMs()
    const search = client.post(path('search'), user, firstSearch)
    const longestMeanwhile = await longestAnswer(poller, search)
    const { ms } = await search
    const cpuMs = server.cpuMs() - cpuBefore
    const { highest } = server.memory()
    const all = { filter: 'doc_name = message', limit: 1 }
    const documents = totalOf((await client.post(path('fetch'), user, all)).text)
    return { documents, ms, cpuMs, longestBefore, longestMeanwhile, highest }
  } finally {
    client.close()
    poller.close()
  }
}

export interface ByItself {
  /** From the start until it does nothing more. */
  seconds: number
  cpuMs: number
  firstSearchMs: number
}

/** Indexing that nobody asks for, of a gateway that has just started. */
export async function measureByItself(server: Child): Promise<ByItself> {
  const client = createClient(server.port)
  const cpuBefore = server.cpuMs()
  const began = performance.now()
  try {
    await untilResting(server)
    const seconds = (performance.now() - began - restMs) / 1_000
    const cpuMs = server.cpuMs() - cpuBefore
    const { ms } = await client.post(path('search'), user, firstSearch)
    return { seconds, cpuMs, firstSearchMs: ms }
  } finally {
    client.close()
  }
}

const restMs = 500

/** Waits until a gateway that nobody asks does nothing by itself. */
export async function untilResting(server: Child): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += restMs) {
    const before = server.cpuMs()
    await sleep(restMs)
    if (waited > restMs && server.cpuMs() - before < 30) return
  }
  throw new Error('it is at work for two minutes already')
}

async function longestAnswer(client: Client, until: Promise<unknown>): Promise<number> {
  let isOver = false
  const over = until.finally(() => {
    isOver = true
  })
  let longest = 0
  while (!isOver) {
    longest = Math.max(longest, (await client.get('/livez')).ms)
    await sleep(1)
  }
  await over
  return longest
}

export interface Latency {
  name: string
  goal: number | undefined
  /** Found by the requests, in the middle. */
  found: number
  p50: number
  p99: number
  /** Of the server, for one request. */
  cpuMs: number
}

/** Of each of so many fetches of 10,000: the longest that a `GET /livez` took meanwhile. */
export async function measurePauses(server: Child, fetches: number): Promise<number[]> {
  const client = createClient(server.port)
  const poller = createClient(server.port)
  const body = { filter: 'doc_name = message', limit: 10_000 }
  const pauses: number[] = []
  try {
    for (let n = 0; n < fetches; n += 1) {
      pauses.push(await longestAnswer(poller, client.post(path('fetch'), user, body)))
    }
  } finally {
    client.close()
    poller.close()
  }
  return pauses
}

/** Every case in every round; what is told is the median of the rounds' own p50 and p99. */
export async function measureLatencies(
  server: Child,
  { count, rounds, requests }: { count: number; rounds: number; requests: number },
): Promise<Latency[]> {
  const client = createClient(server.port)
  const noise = 'GET /livez, for comparison'
  const cases = searchCases(count)
  const rows = [noise, ...cases.map(({ name }) => name)].map((name) => ({
    name,
    found: [] as number[],
    p50: [] as number[],
    p99: [] as number[],
    cpu: [] as number[],
  }))
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const row of rows) {
        const asked = cases.find(({ name }) => name === row.name)
        const ask = (n: number) =>
          asked === undefined ? client.get('/livez') : askOnce(client, asked, n)
        for (let n = 0; n < 30; n += 1) {
          const { text } = await ask(n)
          if (asked !== undefined) row.found.push(totalOf(text))
        }
        const times: number[] = []
        const cpuBefore = server.cpuMs()
        for (let n = 0; n < requests; n += 1) {
          times.push((await ask(30 + round * requests + n)).ms)
        }
        row.cpu.push((server.cpuMs() - cpuBefore) / requests)
        row.p50.push(median(times))
        row.p99.push(quantile(times, 0.99))
      }
    }
  } finally {
    client.close()
  }
  return rows.map((row) => ({
    name: row.name,
    goal: cases.find(({ name }) => name === row.name)?.goal,
    found: row.found.length === 0 ? Number.NaN : median(row.found),
    p50: median(row.p50),
    p99: median(row.p99),
    cpuMs: median(row.cpu),
  }))
}

function askOnce(client: Client, { operation, body }: SearchCase, n: number) {
  return client.post(path(operation), user, body(n))
}

function totalOf(text: string): number {
  const { message } = JSON.parse(text)
  return message.estimatedTotalHits ?? message.total
}

export const sendings = ['never searched', 'searched before', 'a search every 100'] as const
export interface Sending {
  kind: (typeof sendings)[number]
  perSecond: number
  cpuMs: number
}

/**
 * Messages by 8 connections, the three by turns. A search meanwhile has a connection of its own.
 *
 * @param never a gateway that was never asked for a search, beside one that was
 */
export async function measureSending(
  servers: { never: Child; searched: Child },
  { rounds, amount }: { rounds: number; amount: number },
): Promise<Sending[]> {
  const texts = [...messages(1_000, 99)].map(({ text }) => text)
  const results: Sending[] = []
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < sendings.length; turn += 1) {
      // Every round begins with another one, so that none is always the one after a pause.
      const kind = sendings[(round + 1 + turn) % sendings.length] ?? 'never searched'
      const server = kind === 'never searched' ? servers.never : servers.searched
      const every = kind === 'a search every 100' ? 100 : Number.POSITIVE_INFINITY
      if (kind === 'searched before') await searchOnce(server)
      const sent = await send(server, texts, { amount, every })
      // The first round warms both up.
      if (round >= 0) results.push({ kind, ...sent })
    }
  }
  return results
}

async function searchOnce(server: Child): Promise<void> {
  const client = createClient(server.port)
  await client.post(path('search'), user, firstSearch)
  client.close()
}

async function send(
  server: Child,
  texts: string[],
  { amount, every }: { amount: number; every: number },
): Promise<{ perSecond: number; cpuMs: number }> {
  const connections = 8
  const client = createClient(server.port, connections)
  const searcher = createClient(server.port)
  const cpuBefore = server.cpuMs()
  const began = performance.now()
  let begun = 0
  let search: Promise<unknown> = Promise.resolve()
  const lane = async () => {
    while (begun < amount) {
      const n = begun
      begun += 1
      if (n % every === every - 1) {
        search = search.then(() => searcher.post(path('search'), user, firstSearch))
      }
      const body = { type: 'text', text: texts[n % texts.length] }
      await client.post('/v1/backend/conversation_messages', contact, body)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, lane))
    await search
    const seconds = (performance.now() - began) / 1_000
    return { perSecond: amount / seconds, cpuMs: (server.cpuMs() - cpuBefore) / amount }
  } finally {
    client.close()
    searcher.close()
  }
}

export interface Restart {
  startMs: number
  firstSearchMs: number
  secondSearchMs: number
}

export async function measureRestart(
  place: Place,
  database: string,
): Promise<Restart & { server: Child }> {
  const server = await startGateway(place, database)
  const client = createClient(server.port)
  try {
    const first = await client.post(path('search'), user, firstSearch)
    const second = await client.post(path('search'), user, firstSearch)
    const { startMs } = server
    return { startMs, firstSearchMs: first.ms, secondSearchMs: second.ms, server }
  } finally {
    client.close()
  }
}
