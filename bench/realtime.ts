/**
 * `npm run realtime`: what sockets get and what they cost, on the built gateway; writes its section of
 * RESULTS.md.
 *
 * --before FILE   the dist/bin.js of a build without sockets, for the throughput of POST
 * --only PARTS    of many, delay, leave, throughput; printed and not written
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gone, type Listener, listenTo } from './realtime-sockets.ts'
import { type Child, type Client, createClient, startChild } from './search-server.ts'
import { replaceSection } from './sections.ts'
import { median, quantile } from './statistics.ts'

const { values } = parseArgs({
  options: { before: { type: 'string' }, only: { type: 'string' } },
})
const only = values.only?.split(',') ?? ['many', 'delay', 'leave', 'throughput']
const after = join(import.meta.dirname, '../dist/bin.js')
const work = mkdtempSync(join(tmpdir(), 'realtime-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const heading = '## Realtime'
const organization = '/org_imbrace'
const agent = 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df'
const contact = 'con_test_contact'
const conversation = 'conv_testing_conversation1'

const rows: [what: string, figure: string, goal: string][] = []

function tell(what: string, figure: string, goal: string): void {
  rows.push([what, figure, goal])
  console.log(`| ${what} | ${figure} | ${goal} |`)
}

const begin = (bin = after, name = 'gateway') =>
  startChild(
    (port) => [bin, ...['--port', `${port}`, '--db', join(work, `${name}.sqlite`), '--log', 'off']],
    { log: join(work, `${name}.log`), health: '/livez' },
  )

const send = (client: Client, number: number) =>
  client.post('/v1/backend/conversation_messages', agent, {
    type: 'text',
    text: `n${number} of many`,
    conversation_id: conversation,
  })

/** Calls so many times a second, whether the calls before have come back or not. */
async function steadily(perSecond: number, times: number, call: (n: number) => Promise<void>) {
  const began = performance.now()
  const calls: Promise<void>[] = []
  while (calls.length < times) {
    const due = Math.min(times, Math.floor(((performance.now() - began) / 1_000) * perSecond))
    while (calls.length < due) calls.push(call(calls.length))
    await sleep(2)
  }
  await Promise.all(calls)
}

/** Opens sockets, fifty at a time. */
async function open(
  { port }: Child,
  number: number,
  auth: (n: number) => object,
  hear: (n: number) => (message: number) => void,
): Promise<Listener[]> {
  const sockets: Listener[] = []
  while (sockets.length < number) {
    const from = sockets.length
    const batch = Array.from({ length: Math.min(50, number - from) }, (_, i) =>
      listenTo(port, organization, auth(from + i), hear(from + i)),
    )
    sockets.push(...(await Promise.all(batch)))
  }
  return sockets
}

async function measureMany(): Promise<void> {
  const server = await begin()
  const client = createClient(server.port, 16)
  const [number, perSecond, messages] = [1_000, 200, 2_000]
  const heard = Array.from({ length: number }, (): number[] => [])
  const sockets = await open(
    server,
    number,
    () => ({ access_token: agent }),
    (n) => (message) => void heard[n]?.push(message),
  )
  const stored: { number: number; at: string; id: string }[] = []
  const began = performance.now()
  const cpu = server.cpuMs()
  await steadily(perSecond, messages, async (n) => {
    const { text } = await send(client, n)
    stored.push({ number: n, ...JSON.parse(text) })
  })
  const posted = performance.now() - began
  while (heard.some((one) => one.length < messages) && performance.now() - began < 60_000) {
    await sleep(20)
  }
  const seconds = (performance.now() - began) / 1_000
  const busy = (server.cpuMs() - cpu) / 10 / seconds
  const list = await fetch(
    `http://127.0.0.1:${server.port}/v1/backend/conversation_messages?limit=${messages}&conversation_id=${conversation}`,
    { headers: { 'x-access-token': agent } },
  )
  const { data } = (await list.json()) as { data: { content: { text?: string } }[] }
  const order = data
    .map(({ content }) => Number.parseInt(content.text?.slice(1) ?? '', 10))
    .reverse()
  const isWhole = heard.every((one) => one.join() === order.join())
  tell(
    `${number} sockets, ${messages} messages at ${Math.round(messages / (posted / 1_000))}/s: every socket has every event once, in the order of the rows`,
    `${isWhole ? 'yes' : 'NO'}; the last event ${Math.max(0, Math.round(seconds * 1_000 - posted))} ms after the last answer; ${Math.round(busy)} % of a processor`,
    'yes, at 200/s',
  )
  for (const socket of sockets) socket.close()
  client.close()
  await server.stop()
}

async function measureDelay(): Promise<void> {
  const server = await begin()
  const client = createClient(server.port, 16)
  const [number, messages] = [100, 1_000]
  const answered = new Map<number, number>()
  const arrived: [message: number, at: number][] = []
  const sockets = await open(
    server,
    number,
    () => ({ access_token: agent }),
    () => (message) => void arrived.push([message, performance.now()]),
  )
  await steadily(200, messages, async (n) => {
    await send(client, n)
    answered.set(n, performance.now())
  })
  for (let n = 0; n < 500 && arrived.length < number * messages; n += 1) await sleep(10)
  // An event may come before the answer.
  const delays = arrived.map(([n, at]) => Math.max(0, at - (answered.get(n) ?? Number.NaN)))
  tell(
    `from the answer of the POST to the event, ${number} sockets, 200/s: median and p99`,
    `${median(delays).toFixed(1)} and ${quantile(delays, 0.99).toFixed(1)} ms (${arrived.length} events)`,
    '50 ms p99',
  )
  for (const socket of sockets) socket.close()
  client.close()
  await server.stop()
}

/** Connects and leaves, half of them a contact. */
async function comeAndGo(server: Child, number: number): Promise<void> {
  for (let done = 0; done < number; done += 100) {
    const auth = (n: number) => (n % 2 === 0 ? { access_token: agent } : { token: contact })
    const sockets = await open(server, 100, auth, () => () => undefined)
    for (const socket of sockets) socket.close()
    await Promise.all(sockets.map(gone))
  }
  // Longer than the grace of presence.
  await sleep(3_000)
}

async function measureLeave(): Promise<void> {
  const server = await begin()
  await comeAndGo(server, 2_000)
  const before = server.memory().now
  await comeAndGo(server, 10_000)
  const between = server.memory().now
  await comeAndGo(server, 10_000)
  const end = server.memory().now
  tell(
    'resident after 2,000, 12,000 and 22,000 connects and disconnects',
    `${Math.round(before)}, ${Math.round(between)} and ${Math.round(end)} MiB`,
    'no growth',
  )
  await server.stop()
}

async function measureThroughput(): Promise<void> {
  if (values.before === undefined) return
  const ratios: number[] = []
  for (let round = 0; round < 8; round += 1) {
    const perSecond = { before: 0, after: 0 }
    const turns = round % 2 === 0 ? (['before', 'after'] as const) : (['after', 'before'] as const)
    for (const turn of turns) {
      const bin = turn === 'before' ? values.before : after
      const server = await begin(bin, `${turn}-${round}`)
      const client = createClient(server.port, 8)
      const postFor = async (seconds: number) => {
        const end = performance.now() + seconds * 1_000
        let posted = 0
        const cpu = server.cpuMs()
        await Promise.all(
          Array.from({ length: 8 }, async () => {
            while (performance.now() < end) {
              await send(client, posted)
              posted += 1
            }
          }),
        )
        return posted / (server.cpuMs() - cpu)
      }
      await postFor(1)
      perSecond[turn] = await postFor(2)
      client.close()
      await server.stop()
    }
    ratios.push(perSecond.after / perSecond.before)
  }
  tell(
    'POSTs for the processor time they take, no socket open, of a build without sockets',
    `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    '0.97',
  )
}

if (only.includes('many')) await measureMany()
if (only.includes('delay')) await measureDelay()
if (only.includes('leave')) await measureLeave()
if (only.includes('throughput')) await measureThroughput()

if (values.only === undefined) {
  const file = join(import.meta.dirname, 'RESULTS.md')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const section = [
    heading,
    '',
    `\`npm run realtime\`, ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)} at the end. The sockets share the machine with the gateway.`,
    '',
    '| what | measured | goal |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n')
  writeFileSync(file, replaceSection(text, heading, section))
}
