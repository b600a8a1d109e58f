/** Which options there are, and what each takes. Looked at once, before anything is begun. */

import type { LogFormat } from '../base/log-output.ts'
import { nearestName } from '../base/nearest-name.ts'
import { OptionError } from '../base/start-error.ts'
import type { MeilisearchOptions } from '../search/meilisearch/options.ts'
import type { AppOptions, GatewayOptions } from './app-options.ts'
import {
  checkedClock,
  checkedHosts,
  checkedMilliseconds,
  checkedNewId,
  checkedOrigins,
  show,
} from './checked-options.ts'
import { isControlToken } from './control-token.ts'

/** Throws an OptionError for a value that the option does not take. */
type Check = (name: string, value: unknown) => void
type Checks<Options> = { [Name in keyof Required<Options>]: Check }

const logFormats: LogFormat[] = ['human', 'json', 'off']

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isFileName = (value: unknown) => isText(value) && !value.includes('\0')
const isWithin = (value: unknown, most: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most

const isWorldCount = (value: unknown) => isWithin(value, 100_000) && value !== 0

const yesOrNo = taking('true or false', (value) => typeof value === 'boolean')
const milliseconds: Check = (name, value) => void checkedMilliseconds(name, value as number)

const meilisearchChecks: Checks<MeilisearchOptions> = {
  url: taking('an http or https address without a password', isHttpAddress),
  key: taking('a key as a text', isText),
  prefix: taking(
    'a text of up to 100 letters, digits, - and _',
    (value) => typeof value === 'string' && /^[\w-]{0,100}$/.test(value),
  ),
  optional: yesOrNo,
  timeoutMs: milliseconds,
  waitMs: milliseconds,
  startMs: milliseconds,
  checkMs: milliseconds,
}

const appChecks: Checks<AppOptions> = {
  db: taking('a file name or :memory:', isFileName),
  fixtures: taking(
    'a list of folders and worlds, at least one',
    // What is in it is looked at where it is read.
    (value) => Array.isArray(value) && value.length > 0,
  ),
  reset: yesOrNo,
  clock: (_name, value) => void checkedClock(value as never),
  newId: (_name, value) => void checkedNewId(value as never),
  log: taking(`one of ${logFormats.join(', ')}`, (value) => logFormats.includes(value as never)),
  logOutput: taking(
    'an object with a function write(line)',
    (value) => isObject(value) && typeof value.write === 'function',
  ),
  requestTimeout: milliseconds,
  allowOrigins: (_name, value) => void checkedOrigins(value as never),
  allowHosts: (_name, value) => void checkedHosts(value as never),
  controlToken: taking(
    'a text of visible characters without spaces',
    (value) => typeof value === 'string' && isControlToken(value),
  ),
  maxLiveWorlds: taking('a whole number from 1 to 100000', isWorldCount),
  maxParkedWorlds: taking('a whole number from 1 to 100000', isWorldCount),
  closeGraceMs: milliseconds,
  realtime: yesOrNo,
  presenceGraceMs: milliseconds,
  meilisearch(name, value) {
    check(name, value, meilisearchChecks, `${name}.`)
    if ((value as MeilisearchOptions).url !== undefined) return
    throw new OptionError(`${name}.url: expected its address, for instance http://127.0.0.1:7700`)
  },
}

const gatewayChecks: Checks<GatewayOptions> = {
  port: taking('a port from 0 to 65535', (value) => isWithin(value, 65_535)),
  host: taking('an address or a name as a text', isText),
  setup: taking('a function that takes the app', (value) => typeof value === 'function'),
  ...appChecks,
}

/** Every option of `startGateway`, those of a Meilisearch as `meilisearch.url` and so on. */
export function optionNames(): string[] {
  return Object.keys(gatewayChecks).flatMap((name) =>
    name === 'meilisearch'
      ? Object.keys(meilisearchChecks).map((inner) => `${name}.${inner}`)
      : [name],
  )
}

/** @throws {OptionError} for an option that `buildApp` has not, or a value that one does not take */
export function checkAppOptions(options: AppOptions): void {
  check('buildApp', options, appChecks)
}

/** @throws {OptionError} for an option that `startGateway` has not, or a value one does not take */
export function checkGatewayOptions(options: GatewayOptions): void {
  check('startGateway', options, gatewayChecks)
}

/** @throws {OptionError} for a place that nothing can listen on */
export function checkPlace({ port, host }: { port?: unknown; host?: unknown }): void {
  gatewayChecks.port('port', port)
  if (host !== undefined) gatewayChecks.host('host', host)
}

function check(
  owner: string,
  options: unknown,
  checks: Partial<Record<string, Check>>,
  prefix = '',
): void {
  if (!isObject(options)) {
    throw new OptionError(`${owner}: expected an object of options, found ${spell(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    const verify = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (verify === undefined) throw unknownOption(name, owner, Object.keys(checks))
    if (value !== undefined) verify(prefix + name, value)
  }
}

function unknownOption(name: string, owner: string, known: string[]): OptionError {
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? '' : ` did you mean ${nearest}?`
  return new OptionError(`${name} is no option of ${owner}:${hint} It takes ${known.join(', ')}`)
}

function taking(expected: string, isRight: (value: unknown) => boolean): Check {
  return (name, value) => {
    if (isRight(value)) return
    throw new OptionError(`${name}: expected ${expected}, found ${spell(value)}`)
  }
}

function isHttpAddress(value: unknown): boolean {
  const url = isText(value) ? URL.parse(value) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spell(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${value.map(spell).join(', ')}`
  if (typeof value === 'function') return 'a function'
  return isObject(value) ? 'an object' : show(value)
}
