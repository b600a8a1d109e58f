import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayLife } from './gateway-life.ts'
import { asAgent, asContact, fetches, type Ledger, messages, searches } from './ledger.ts'

/** A gateway that is being killed or started answers nothing; it is asked again after this. */
const awayMs = 50

/** Sends a message every `pauseMs` on average and remembers which were acknowledged. */
export async function write(
  life: GatewayLife,
  ledger: Ledger,
  name: string,
  pauseMs: number,
  until: AbortSignal,
): Promise<void> {
  for (let n = 0; !until.aborted; n += 1) {
    const text = `${name} sends number${n} about armchairs and lamps`
    const answer = await timed(ledger, () =>
      post(life.url() + messages, asContact, { type: 'text', text }),
    )
    const wasFull = ledger.isDiskFull()
    if (answer === undefined) {
      ledger.count('cut off by a kill or a stop')
      await sleep(awayMs)
    } else if (answer.status === 200) {
      ledger.acknowledge((answer.body as { id: string }).id)
    } else if (wasFull && /disk is full/.test(answer.reason)) {
      ledger.count('refused while the disk was full')
    } else {
      ledger.surprise(`a message was answered ${answer.status}: ${answer.reason}`)
    }
    await sleep(pauseMs)
  }
}

/** Looks for what was sent, lists it and fetches it, without a pause. */
export async function readAndSearch(
  life: GatewayLife,
  ledger: Ledger,
  until: AbortSignal,
): Promise<void> {
  const asks = [
    (n: number) => post(life.url() + searches, asAgent, { q: `number${n}`, limit: 20 }),
    (n: number) => post(life.url() + searches, asAgent, { q: 'armchrs', offset: n % 50 }),
    () => post(life.url() + fetches, asAgent, { filter: 'type = text', limit: 200 }),
    (n: number) => get(`${life.url()}${messages}?limit=50&skip=${n % 1000}`),
  ]
  for (let n = 0; !until.aborted; n += 1) {
    const answer = await timed(ledger, () => (asks[n % asks.length] as (typeof asks)[0])(n))
    if (answer === undefined) await sleep(awayMs)
    else if (answer.status === 200) ledger.count('searches')
    else if (ledger.isDiskFull() && /disk is full/.test(answer.reason)) {
      ledger.count('searches refused while the disk was full')
    } else ledger.surprise(`a search or list was answered ${answer.status}: ${answer.reason}`)
    await sleep(50)
  }
}

interface Answer {
  status: number
  body: unknown
  reason: string
}

async function post(url: string, headers: Record<string, string>, body: object) {
  return answerOf(fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function get(url: string) {
  return answerOf(fetch(url, { headers: asContact }))
}

/** Nothing where the connection was refused or cut. */
async function answerOf(asked: Promise<Response>): Promise<Answer | undefined> {
  try {
    const response = await asked
    const reason = response.headers.get('x-mock-reason') ?? ''
    return { status: response.status, body: await response.json(), reason }
  } catch {
    return undefined
  }
}

async function timed<T>(ledger: Ledger, act: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await act()
  ledger.noteTime(performance.now() - began)
  return result
}
