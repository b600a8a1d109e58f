/** `play FILE`: gives a scenario to a gateway that runs, and says what was done. */
import { readFileSync } from 'node:fs'
import { jsonLine } from '../base/json-line.ts'
import { loopbackOf } from '../http/addresses.ts'
import type { Played } from '../other-side/types.ts'
import { type CliOptions, UsageError } from './options.ts'
import { readPort } from './port-file.ts'

/** So much of a file is read: no scenario is larger. */
const mostBytes = 64 * 2 ** 20

/**
 * @param complain told why it was not played, or not to the end
 * @returns the exit code: 0 played, 1 a step failed, 2 no scenario, 3 no gateway there
 * @throws {UsageError} for a file that cannot be read or is no JSON, and where no port is known
 */
export async function playFile(
  file: string,
  options: CliOptions,
  isJson: boolean,
  complain: (message: string, code: number) => void,
): Promise<number> {
  const scenario = readScenario(file)
  const url = addressOf(options)
  const { world, 'control-token': token } = options
  let response: Response
  let text: string
  try {
    response = await fetch(`${url}/_mock/scenarios`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(world !== undefined && { 'x-mock-world': world }),
        ...(token !== undefined && { 'x-mock-control-token': token }),
      },
      body: scenario,
    })
    text = await response.text()
  } catch (error) {
    const { cause, message } = error as Error
    complain(`no gateway at ${url} (${cause instanceof Error ? cause.message : message})`, 3)
    return 3
  }
  const body = readAnswer(text)
  if (response.status === 200 && body !== undefined) {
    for (const line of linesOf(body as unknown as Played, isJson)) process.stdout.write(line)
    return 0
  }
  if (typeof body?.message !== 'string' || typeof body.expected !== 'string') {
    complain(`${url} is no gateway that plays scenarios: it answered ${response.status}`, 3)
    return 3
  }
  const code = response.status === 409 ? 1 : 2
  complain(`${file}: ${body.message}: ${body.expected}`, code)
  return code
}

/** @returns its text, which the gateway reads again */
function readScenario(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
  if (text.length > mostBytes) throw new UsageError(`${file} is larger than 64 MiB`)
  try {
    JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`)
  }
  return text
}

function addressOf(options: CliOptions): string {
  const { url, port, host, 'port-file': file } = options
  if (url !== undefined) return url.replace(/\/+$/, '')
  const known = file === undefined ? port : readPort(file)
  if (known === undefined || known === 0) {
    throw new UsageError(
      'play has to know where: for example --url http://127.0.0.1:9001, --port 9010 or --port-file gateway.port',
    )
  }
  const name = loopbackOf(host)
  return `http://${name.includes(':') ? `[${name}]` : name}:${known}`
}

function readAnswer(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function linesOf({ steps }: Played, isJson: boolean): string[] {
  return steps.map(({ step, at, did, ...more }) => {
    if (isJson) return `${jsonLine('info', { event: 'played', step, at, did, ...more })}\n`
    const { conversations, requests, conversation_id, message_id, status } = more
    const what =
      conversations !== undefined
        ? `${conversations} made`
        : requests !== undefined
          ? `${requests} had come`
          : `${message_id} in ${conversation_id}, now ${status}`
    return `${step} ${at} ${did}: ${what}\n`
  })
}
