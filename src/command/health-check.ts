import { setTimeout as sleep } from 'node:timers/promises'
import { http } from '../base/node-http.ts'
import { loopbackOf } from '../http/addresses.ts'
import { type CliOptions, UsageError } from './options.ts'
import { readPort } from './port-file.ts'

const pauseMs = 100
const answerMs = 2_000

/** What `/readyz` answered, or why nothing did. */
interface Look {
  body?: string
  /** Why it is not ready. */
  problem?: string
}

/**
 * For a container's health check and for scripts: asks `/readyz`, without curl in the image. With
 * `wait` until it is ready, for so many seconds at most.
 *
 * @param complain told at the end why it is not ready
 * @returns the exit code: 0 if a gateway is ready there, else 1
 * @throws {UsageError} where no port is known
 */
export async function checkHealth(
  options: CliOptions,
  complain: (message: string) => void,
): Promise<number> {
  const wait = options.timeout ?? options.wait
  if (options.url === undefined && options.port === 0 && options['port-file'] === undefined) {
    throw new UsageError(
      'health has to know the port: for example --port 9010, or --port-file gateway.port',
    )
  }
  const end = performance.now() + (wait ?? 0) * 1_000
  for (;;) {
    const { body, problem } = await look(options)
    const isOver = performance.now() + pauseMs > end
    if (body !== undefined && (problem === undefined || isOver)) process.stdout.write(`${body}\n`)
    if (problem === undefined) return 0
    if (isOver) {
      complain(wait === undefined ? problem : `not ready within ${wait} s: ${problem}`)
      return 1
    }
    await sleep(pauseMs)
  }
}

async function look(options: CliOptions): Promise<Look> {
  if (options.url !== undefined) return ask(options.url)
  const file = options['port-file']
  const port = file === undefined ? options.port : readPort(file)
  if (port === undefined) return { problem: `${file} holds no port: no gateway has written it` }
  const host = loopbackOf(options.host)
  return ask(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)
}

/** @param url with or without a path before `/readyz` */
async function ask(url: string): Promise<Look> {
  const address = new URL(`${url.replace(/\/+$/, '')}/readyz`)
  const { get } = address.protocol === 'https:' ? await import('node:https') : http
  const place = `${address.hostname}:${address.port || (address.protocol === 'https:' ? 443 : 80)}`
  return new Promise((resolve) => {
    const request = get(address, { timeout: answerMs }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => {
        body += text
      })
      response.on('end', () => {
        const status = response.statusCode
        const problem = `${place} is not ready (${status}): ${reasonOf(body)}`
        resolve(status === 200 ? { body } : { body, problem })
      })
      response.on('error', ({ message }) => resolve({ problem: message }))
    })
    request.on('timeout', () =>
      request.destroy(new Error(`no answer within ${answerMs / 1_000} s`)),
    )
    request.on('error', (error) => {
      resolve({ problem: `no gateway at ${place} (${error.message})` })
    })
  })
}

/** The sentence of a `/readyz` that failed; of any other server, what it says. */
function reasonOf(body: string): string {
  try {
    return String(JSON.parse(body).reason ?? body)
  } catch {
    return body.slice(0, 200)
  }
}
