/**
 * What gateways add to a Meilisearch, each asked by turns with the Meilisearch itself. Run by itself,
 * it prints those of the packages named.
 *
 *     npm run pass-through -- [--requests 1000] FOLDER ...
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { contact, firstSearch, type Place, path, startGateway, user } from './search-measure.ts'
import { organization } from './search-messages.ts'
import { type Child, type Client, createClient, startChild } from './search-server.ts'
import { median } from './statistics.ts'

const message = { type: 'text', text: 'Is the blue armchair in stock again?' }

export interface PassThrough {
  /** Of the Meilisearch asked for plain answers. */
  direct: number
  /** Of the Meilisearch asked for compressed ones: what a gateway must not do. */
  compressed: number
  through: number
  /** The median of the differences of each two requests that followed each other. */
  added: number
  /** Of a search right after a message, which has to reach the Meilisearch first: a task in no time. */
  afterMessage: number
  /** Of the gateway, for one request. */
  cpuMs: number
  requests: number
}

/**
 * @param places of the gateways' scripts
 * @param database of a small world: its documents go to the other server
 */
export async function measurePassThrough(
  places: Place[],
  database: string,
  requests: number,
): Promise<PassThrough[]> {
  const constant = fileURLToPath(new URL('search-constant.ts', import.meta.url))
  const started: Child[] = []
  try {
    const rows: Row[] = []
    const work = places[0]?.work ?? ''
    const direct = await startEngine(`${work}/constant.log`)
    for (const [n, place] of places.entries()) {
      const engine = await startEngine(`${work}/constant-${n}.log`)
      const own = `${work}/pass-through-${n}.sqlite`
      copyFileSync(database, own)
      const url = `http://127.0.0.1:${engine.port}`
      const gateway = await startGateway(place, own, ['--meilisearch-url', url])
      started.push(gateway)
      rows.push({
        gateway,
        client: createClient(gateway.port),
        through: [],
        added: [],
        afterMessage: [],
      })
    }
    const client = createClient(direct.port)
    const ask = (encoding?: string) =>
      client.post(`/indexes/${organization}/search`, user, firstSearch, encoding)
    const plain: number[] = []
    const askAll = async () => {
      const { ms } = await ask()
      plain.push(ms)
      for (const row of rows) {
        const through = (await row.client.post(path('search'), user, firstSearch)).ms
        row.through.push(through)
        row.added.push(through - ms)
      }
    }
    for (let n = 0; n < 200; n += 1) await askAll()
    for (const list of [plain, ...rows.flatMap(({ through, added }) => [through, added])]) {
      list.length = 0
    }
    const cpuBefore = rows.map(({ gateway }) => gateway.cpuMs())
    for (let n = 0; n < requests; n += 1) await askAll()
    const cpuMs = rows.map(({ gateway }, n) => (gateway.cpuMs() - (cpuBefore[n] ?? 0)) / requests)
    const compressed: number[] = []
    for (let n = 0; n < 50; n += 1) compressed.push((await ask('gzip, deflate')).ms)
    for (let n = 0; n < 100; n += 1) {
      for (const row of rows) {
        await row.client.post('/v1/backend/conversation_messages', contact, message)
        row.afterMessage.push((await row.client.post(path('search'), user, firstSearch)).ms)
      }
    }
    for (const one of [client, ...rows.map((row) => row.client)]) one.close()
    return rows.map(({ through, added, afterMessage }, n) => ({
      direct: median(plain),
      compressed: median(compressed),
      through: median(through),
      added: median(added),
      afterMessage: median(afterMessage),
      cpuMs: cpuMs[n] ?? Number.NaN,
      requests,
    }))
  } finally {
    for (const child of started.toReversed()) await child.stop()
  }

  async function startEngine(log: string): Promise<Child> {
    const engine = await startChild((port) => [constant, String(port)], { log, health: '/health' })
    started.push(engine)
    return engine
  }
}

interface Row {
  gateway: Child
  client: Client
  through: number[]
  added: number[]
  afterMessage: number[]
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { requests: { type: 'string', default: '1000' } },
  })
  const work = mkdtempSync(join(tmpdir(), 'pass-through-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  const folders = positionals.length > 0 ? positionals : [join(import.meta.dirname, '..')]
  const places = folders.map((folder) => ({ bin: join(resolve(folder), 'dist/bin.js'), work }))
  const database = join(work, 'default.sqlite')
  const [first] = places
  if (first !== undefined) await (await startGateway(first, database)).stop()
  const results = await measurePassThrough(places, database, Number(values.requests))
  for (const [
    n,
    { direct, compressed, through, added, afterMessage, cpuMs },
  ] of results.entries()) {
    const times = [
      `direct ${direct.toFixed(2)}`,
      `compressed ${compressed.toFixed(2)}`,
      `through ${through.toFixed(2)}`,
      `added ${added.toFixed(2)}`,
      `after a message ${afterMessage.toFixed(2)}`,
      `CPU ${cpuMs.toFixed(2)}`,
    ]
    console.log(`${folders[n]}: ${times.join(', ')} ms`)
  }
  process.exit()
}
