/** Where the time of a request, or of a start, goes: by package and by function. See README.md. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { page, type Request, send, views } from './requests.ts'
import { copyOfDefaultWorld, type Kind, prepare, startServer, work } from './servers.ts'
import { load } from './throughput.ts'

interface Profile {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

const requests: Record<string, Request> = { page, send, views }
const [subject = 'page'] = process.argv.slice(2)
if (subject !== 'start' && requests[subject] === undefined) {
  throw new Error(`${subject}: expected start, ${Object.keys(requests).join(', ')}`)
}

await prepare()
for (const kind of ['floor, tuned SQL', 'gateway', 'gateway --log off'] as const) {
  const folder = `${work}profile-${subject}-${kind.replaceAll(/\W+/g, '-')}`
  const requestCount = await record(kind, folder, requests[subject])
  print(kind, read(folder), requestCount)
}

/** @returns how many requests were answered; 1 where the start is the subject */
async function record(kind: Kind, folder: string, request: Request | undefined): Promise<number> {
  mkdirSync(folder, { recursive: true })
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=250']
  const server = await startServer(kind, copyOfDefaultWorld('profile'), { nodeFlags: flags })
  if (request === undefined) await fetch(server.url + page.path, { headers: page.headers })
  const { answers } = request ? await load(server, request, { duration: 10 }) : { answers: 1 }
  await server.stop()
  for (let n = 0; readdirSync(folder).length === 0 && n < 100; n += 1) await sleep(20)
  return answers
}

function read(folder: string): Profile {
  const [file = ''] = existsSync(folder) ? readdirSync(folder) : []
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
}

/** Microseconds of a request (milliseconds of a start), without the time spent waiting. */
function print(kind: Kind, { nodes, samples, timeDeltas }: Profile, requestCount: number): void {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const places = new Map<string, number>()
  const functions = new Map<string, number>()
  let busy = 0
  samples.forEach((id, n) => {
    const frame = byId.get(id)?.callFrame
    if (frame === undefined || frame.functionName === '(idle)') return
    const time = timeDeltas[n] ?? 0
    const place = placeOf(frame.url, frame.functionName)
    const name = `${place}: ${frame.functionName || '(anonymous)'}:${frame.lineNumber + 1}`
    busy += time
    places.set(place, (places.get(place) ?? 0) + time)
    functions.set(name, (functions.get(name) ?? 0) + time)
  })
  const divisor = requestCount === 1 ? 1_000 : requestCount
  const unit = requestCount === 1 ? 'ms of the start' : `µs a request (${requestCount} requests)`
  console.log(`\n## ${kind}: ${(busy / divisor).toFixed(1)} ${unit}`)
  for (const [title, times, most] of [
    ['by package', places, 20],
    ['by function, self time', functions, 40],
  ] as const) {
    console.log(`\n${title}`)
    for (const [name, time] of [...times].sort((a, b) => b[1] - a[1]).slice(0, most)) {
      console.log(`${(time / divisor).toFixed(2).padStart(9)}  ${name}`)
    }
  }
}

function placeOf(url: string, functionName: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native'
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  return name ?? (url.includes('/dist/') ? 'gateway' : 'floor')
}
