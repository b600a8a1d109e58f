/**
 * What a change costs a request, told apart from what a machine does meanwhile: several servers of each
 * kind live side by side and answer in turns of half a second. A process is some percent faster than its
 * twin for as long as both live, a shared machine another one from second to second, and a server's first
 * thousands of requests cost more than those behind them.
 */
import type { Request } from './requests.ts'
import { type Server, startServer } from './servers.ts'
import { median, quantile } from './statistics.ts'
import { load } from './throughput.ts'

export interface Side {
  name: string
  /** The built gateway. Default: this checkout's. */
  bin?: string
  flags?: string[]
  /** @returns a file of its own for each server, filled or not yet there */
  database: (copy: number) => string
}

export interface Extent {
  /** Servers of each side. */
  servers: number
  /** Of each server. */
  turns: number
}

/** Compilers are done, and the heap has the size that it keeps. */
const requestsBefore = 8000
const requestsOfTurn = 1500

/** Of each side, all turns of all its servers. */
type Figures = { perSecond: number[]; cpu: number[] }

/** The heads of what `printInTurns` writes. */
export function printHeads(sides: readonly Side[]): void {
  const names = sides.map(({ name }) => name)
  const ratios = names.slice(1).map((name) => `${name} / ${names[0]}`)
  const heads = ['what', ...names, ...ratios]
  console.log(`| ${heads.join(' | ')} |`)
  console.log(`| ${heads.map(() => '---').join(' | ')} |`)
}

/**
 * Prints medians, and what they are of the first side's. With the first side named twice, the last ratio
 * says how much a ratio of this run means.
 */
export async function printInTurns(
  what: string,
  request: Request,
  sides: readonly Side[],
  extent: Extent,
): Promise<void> {
  const figures = await measure(request, sides, extent)
  const perSecond = figures.map((side) => median(side.perSecond))
  const cpu = figures.map((side) => median(side.cpu))
  const least = figures.map((side) => quantile(side.cpu, 0.25))
  print(`${what}, requests a second`, perSecond)
  print(`${what}, CPU µs`, cpu)
  print(`${what}, CPU µs, the best quarter`, least)
}

async function measure(
  request: Request,
  sides: readonly Side[],
  { servers: copies, turns }: Extent,
): Promise<Figures[]> {
  const figures: Figures[] = sides.map(() => ({ perSecond: [], cpu: [] }))
  const servers: { server: Server; side: number }[] = []
  try {
    for (let copy = 0; copy < copies; copy += 1) {
      for (const [side, { bin, flags, database }] of sides.entries()) {
        const server = await startServer('gateway', database(copy), {
          ...(bin !== undefined && { bin }),
          ...(flags !== undefined && { flags }),
        })
        servers.push({ server, side })
      }
    }
    for (const { server } of servers) await load(server, request, { amount: requestsBefore })
    for (let turn = 0; turn < turns; turn += 1) {
      for (let n = 0; n < servers.length; n += 1) {
        // Every round begins with another one.
        const one = servers[(n + turn) % servers.length]
        if (one === undefined) continue
        const run = await load(one.server, request, { amount: requestsOfTurn })
        figures[one.side]?.perSecond.push(run.perSecond)
        figures[one.side]?.cpu.push(run.cpuMicroseconds)
      }
    }
  } finally {
    for (const { server } of servers) await server.stop()
  }
  return figures
}

function print(what: string, figures: readonly number[]): void {
  const [first = Number.NaN, ...others] = figures
  const ratios = others.map((figure) => (figure / first).toFixed(3))
  console.log(`| ${[what, ...figures.map((one) => one.toFixed(0)), ...ratios].join(' | ')} |`)
}
