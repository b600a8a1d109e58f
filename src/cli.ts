/** Flags and environment -> a running gateway; signals -> its end. */
import { relative } from 'node:path'
import type { Gateway } from './index.ts'
import { startGateway } from './index.ts'
import { type CliOptions, helpText, readInvocation, UsageError } from './options.ts'
import type { MeilisearchOptions } from './search/meilisearch/options.ts'
import { StartError } from './start-error.ts'
import { version } from './version.ts'

/** Exit codes: 0 clean stop, 1 unexpected or unhealthy, 2 usage, 3 cannot start. */
export async function main(
  argv: string[],
  environment: Record<string, string | undefined>,
): Promise<void> {
  try {
    const { command, options } = readInvocation(argv, environment)
    if (command === 'help') process.stdout.write(helpText())
    else if (command === 'version') process.stdout.write(`${version}\n`)
    else if (command === 'health') process.exitCode = await checkHealth(options)
    else await start(options)
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof StartError
    console.error(expected ? `imbrace-gateway-mock: ${error.message}` : error)
    process.exitCode = error instanceof UsageError ? 2 : error instanceof StartError ? 3 : 1
  }
}

async function start(options: CliOptions): Promise<void> {
  const { port, host, db, fixtures, reset } = options
  const log = options.log === 'auto' ? (process.stdout.isTTY ? 'human' : 'json') : options.log
  const meilisearch = meilisearchOf(options)
  const gateway = await startGateway({ port, host, db, fixtures, reset, log, meilisearch })
  stopOnSignals(gateway)
  process.stdout.write(banner(gateway, options))
}

function meilisearchOf(options: CliOptions): MeilisearchOptions | undefined {
  const url = options['meilisearch-url']
  if (url === undefined) return undefined
  return {
    url,
    key: options['meilisearch-key'],
    prefix: options['meilisearch-prefix'],
    optional: options['meilisearch-optional'],
    timeoutMs: options['meilisearch-timeout'],
    waitMs: options['meilisearch-wait'],
    startMs: options['meilisearch-start'],
  }
}

function banner({ url, fixture }: Gateway, { db, ...options }: CliOptions): string {
  const keeps = db === ':memory:' ? 'in memory, nothing is kept' : relative('', db) || db
  const stale = fixture.isStale
    ? ' (changed since the database was filled: --reset starts over)'
    : ''
  return [
    `imbrace-gateway-mock ${version}`,
    `  URL       ${url}`,
    `  fixture   ${fixture.name}${stale}`,
    `  database  ${keeps}`,
    `  search    ${options['meilisearch-url'] ?? 'embedded engine'}`,
    '  stop      Ctrl-C',
    '',
  ].join('\n')
}

/** How long requests in flight may take after the first signal. */
const graceMs = 5_000

/**
 * npm passes a terminal's Ctrl-C on to a process that has received it already, so that one press
 * arrives twice at once.
 */
const samePressMs = 50

/** The first signal lets requests finish and exits 0; a second one exits at once. */
function stopOnSignals(gateway: Gateway): void {
  let firstAt: number | undefined
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (firstAt !== undefined) {
        if (performance.now() - firstAt > samePressMs) process.exit(code)
        return
      }
      firstAt = performance.now()
      setTimeout(() => process.exit(code), graceMs).unref()
      gateway.close().then(
        () => process.exit(0),
        (error) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}

/** For a container's health check: an answer of `/readyz`, without curl in the image. */
async function checkHealth({ host, port }: CliOptions): Promise<number> {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  try {
    const response = await fetch(`http://${target}:${port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    })
    process.stdout.write(`${await response.text()}\n`)
    return response.ok ? 0 : 1
  } catch (error) {
    const { cause, message } = error as Error
    console.error(`imbrace-gateway-mock: no gateway at ${target}:${port} (${cause ?? message})`)
    return 1
  }
}
