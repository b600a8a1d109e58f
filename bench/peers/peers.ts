/**
 * The gateway beside other stand-ins, by turns: the start, the memory, and the rate of a page of ten
 * messages. `npm ci && npm run peers` in this folder; see ../README.md for what each is given.
 */
import { rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { copyOfDefaultWorld, freePort, prepare } from '../servers.ts'
import { median, quantile } from '../statistics.ts'
import { connections } from '../throughput.ts'
import { makePeers, type Peer, type PeerPage } from './kinds.ts'
import { startPeer, timeStart } from './processes.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    starts: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '3' },
  },
})

interface Figures {
  starts: number[]
  atStart: number[]
  afterLoad: number[]
  perSecond: number[]
  bytes: number
}

await prepare()
const peers = await makePeers()
const figures = new Map<Peer, Figures>(
  peers.map((peer) => [peer, { starts: [], atStart: [], afterLoad: [], perSecond: [], bytes: 0 }]),
)
const loadBefore = loadavg()[0] ?? 0

// The first round warms the machine's file cache.
for (let round = -1; round < Number(values.starts); round += 1) {
  for (const [peer, { starts }] of inTurns(round)) {
    const milliseconds = await timeStart(peer, await freePort(), freshDatabase())
    if (round >= 0) starts.push(milliseconds)
  }
  console.error(`start ${round + 1} of ${values.starts}`)
}

for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [peer, figure] of inTurns(round)) {
    const server = await startPeer(peer, await freePort(), copyOfDefaultWorld('peers'))
    try {
      figure.atStart.push(server.memory())
      const { url, ...page } = await server.page()
      const answer = await fetch(url + page.path, page)
      if (!answer.ok)
        throw new Error(`${peer.name} answers ${answer.status}: ${await answer.text()}`)
      figure.bytes = (await answer.arrayBuffer()).byteLength
      await load(peer, url, page, 2)
      figure.perSecond.push(await load(peer, url, page, Number(values.seconds)))
      figure.afterLoad.push(server.memory())
    } finally {
      await server.stop()
    }
  }
  console.error(`round ${round + 1} of ${values.rounds}`)
}
print()

async function load(peer: Peer, url: string, page: PeerPage, duration: number): Promise<number> {
  const requests = peer.callers?.(page) ?? [page]
  const result = await autocannon({ url, requests, connections, duration })
  if (result.errors > 0 || result.non2xx > 0 || result['2xx'] === 0) {
    throw new Error(`${peer.name}: ${result.errors} errors, ${result.non2xx} without 2xx`)
  }
  return result['2xx'] / result.duration
}

/** The gateway's first start fills its database: the others read theirs as well. */
function freshDatabase(): string {
  const path = copyOfDefaultWorld('peers-start')
  rmSync(path)
  return path
}

/** Who is first changes from round to round, so that none is always the one after a pause. */
function inTurns(round: number): [Peer, Figures][] {
  const all = [...figures]
  const first = (round + all.length) % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

function print(): void {
  const [own] = figures.values()
  if (own === undefined) throw new Error('there is nothing to print')
  const rows = [...figures].map(([{ name, page }, figure]) => {
    const ratios = (mine: number[], its: number[]) =>
      mine.map((value, round) => value / (its[round] ?? Number.NaN))
    const starts = ratios(own.starts, figure.starts)
    const rates = ratios(own.perSecond, figure.perSecond)
    return [
      name,
      median(figure.starts).toFixed(0),
      spread(starts),
      median(figure.atStart).toFixed(0),
      median(figure.afterLoad).toFixed(0),
      page,
      String(figure.bytes),
      Math.round(median(figure.perSecond)).toLocaleString('en'),
      spread(rates),
    ]
  })
  console.log(`
Medians of ${values.starts} starts and ${values.rounds} rounds of ${values.seconds} s by turns, ${connections} connections, Node ${process.versions.node}; load average ${loadBefore.toFixed(2)} before the run, ${(loadavg()[0] ?? 0).toFixed(2)} at its end. The ratios are the gateway’s figure over the other’s, round by round (lowest to highest in brackets): a start below 1 is quicker than theirs, a rate above 1 higher.

| stand-in | first page, ms | ratio of the start | MiB at start | MiB after load | page | bytes | requests/s | ratio of the rate |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`)
}

function spread(ratios: number[]): string {
  const [low, middle, high] = [0, 0.5, 1].map((q) => quantile(ratios, q).toFixed(2))
  return `${middle} (${low} to ${high})`
}
