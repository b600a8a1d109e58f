/** Flags and environment -> a running gateway; signals -> its end. */

import { relative, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { checkHealth } from './health-check.ts'
import { helpText } from './help-text.ts'
import type { Gateway } from './index.ts'
import { readInvocation } from './invocation.ts'
import { type CliOptions, UsageError } from './options.ts'
import type { MeilisearchOptions } from './search/meilisearch/options.ts'
import { StartError } from './start-error.ts'
import { stopOnSignals } from './stop-on-signals.ts'
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
  // V8 lets the space for new objects grow to three times 16 MiB, and a busy search index takes all of
  // it. Kept at its first size it makes a process of a third less memory, hardly slower.
  setFlagsFromString('--semi-space-growth-factor=1')
  const { port, host, db, fixtures, reset } = options
  const log = options.log === 'auto' ? (process.stdout.isTTY ? 'human' : 'json') : options.log
  const meilisearch = meilisearchOf(options)
  let gateway: Gateway | undefined
  // Before all else: the first process of a container ignores a signal it has no listener for.
  stopOnSignals(async () => gateway?.close())
  const { startGateway } = await import('./index.ts')
  const requestTimeout = options['request-timeout']
  gateway = await startGateway({
    port,
    host,
    db,
    fixtures,
    reset,
    log,
    allowOrigins: options['allow-origin'],
    requestTimeout,
    meilisearch,
  })
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
  const keeps = db === ':memory:' ? 'in memory, nothing is kept' : shortPath(db)
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

/** As it is written from here, unless it lies elsewhere. */
function shortPath(file: string): string {
  const fromHere = relative('', file)
  return fromHere.startsWith('..') ? resolve(file) : fromHere
}
