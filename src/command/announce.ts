/** What the command itself says, beside its gateway's log: in the log's own form. */
import { relative, resolve } from 'node:path'
import { jsonLine } from '../base/json-line.ts'
import { version } from '../base/version.ts'
import { standardOutput } from '../http/request-log.ts'
import type { Gateway, LogFormat, LogOutput } from '../index.ts'
import type { CliOptions } from './options.ts'

export interface Announcer {
  /** Where the gateway is to log; undefined for its own choice. */
  logOutput: LogOutput | undefined
  note(message: string): void
  listening(gateway: Gateway): void
  /** @param reason a signal, or `npm` that has ended */
  stopped(reason: string, code: number): void
}

export function createAnnouncer(format: LogFormat, options: CliOptions): Announcer {
  return format === 'json' ? forPrograms(options) : forPeople(options)
}

/** One output with the log, so that lines stand in their order. */
function forPrograms({ db, host, ...options }: CliOptions): Announcer {
  const lines = standardOutput('json')

  function say(line: string, flush: 'flush' | 'flushSync' = 'flushSync'): void {
    lines.write(`${line}\n`)
    try {
      lines[flush]()
    } catch {
      // Whoever has read the lines is gone.
    }
  }

  return {
    logOutput: lines,
    note: (message) => say(jsonLine('warn', { message })),
    listening: ({ url, urls, port, fixture }) =>
      say(
        jsonLine('info', {
          event: 'listening',
          url,
          urls,
          host,
          port,
          db,
          fixture: fixture.name,
          fixture_is_stale: fixture.isStale,
          engine: options['meilisearch-url'] ?? 'embedded',
          openapi: openApiOf(url),
          version,
          message: `listening on ${url}`,
        }),
        // The other way waits until a disk has the line, and so would the first requests.
        'flush',
      ),
    stopped: (reason, code) =>
      say(jsonLine('info', { event: 'stopped', reason, code, message: `stopped by ${reason}` })),
  }
}

function forPeople(options: CliOptions): Announcer {
  return {
    logOutput: undefined,
    note: (message) => console.error(`imbrace-gateway-mock: ${message}`),
    listening: (gateway) => void process.stdout.write(banner(gateway, options)),
    stopped: () => undefined,
  }
}

function banner({ url, urls, fixture, credential }: Gateway, options: CliOptions): string {
  const { db } = options
  const stale = fixture.isStale
    ? ' (changed since the database was filled: --reset starts over)'
    : ''
  const rows: [string, string | undefined][] = [
    ['URL', url],
    ...urls.slice(1).map((address): [string, string] => ['network', address]),
    ['OpenAPI', openApiOf(url)],
    ['credential', credential && `${credential.header}: ${credential.value}`],
    ['fixture', fixture.name + stale],
    ['database', db === ':memory:' ? 'in memory, nothing is kept' : shortPath(db)],
    ['search', options['meilisearch-url'] ?? 'embedded engine'],
    ['stop', 'Ctrl-C'],
  ]
  const lines = rows.flatMap(([name, text]) => (text ? [`  ${name.padEnd(10)}  ${text}\n`] : []))
  return `imbrace-gateway-mock ${version}\n${lines.join('')}`
}

function openApiOf(url: string): string {
  return `${url}/_mock/openapi.json`
}

/** As it is written from here, unless it lies elsewhere. */
function shortPath(file: string): string {
  const fromHere = relative('', file)
  return fromHere.startsWith('..') ? resolve(file) : fromHere
}
