/**
 * The one table of options. Flags, environment variables, `--help` and the table in docs/options.md all come
 * from it. A flag goes before the environment, the environment before the default.
 */

import type { LogFormat } from '../base/log-output.ts'
import { defaultFixture } from '../base/package-root.ts'
import type { GatewayOptions } from '../options/app-options.ts'
import { isControlToken } from '../options/control-token.ts'
import type { MeilisearchOptions } from '../search/meilisearch/options.ts'
import {
  expected,
  readHttpUrl,
  readMilliseconds,
  readOneHost,
  readOneOrigin,
  readSwitch,
  readWorldCount,
} from './readers.ts'

export { UsageError } from './readers.ts'

/** What the command was started with, every option set. */
export interface CliOptions {
  port: number
  host: string
  db: string
  fixtures: string[]
  reset: boolean
  /** `auto` is `human` on a terminal and `json` elsewhere. */
  log: LogFormat | 'auto'
  /** Empty: every origin. */
  'allow-origin': string[]
  /** Names with a dot, in lower case. */
  'allow-host': string[]
  'control-token': string | undefined
  'max-live-worlds': number
  'max-parked-worlds': number
  /** In milliseconds. */
  'request-timeout': number
  /** Whether there are sockets: the flag says that there are none. */
  'no-realtime': boolean
  /** In milliseconds. */
  'presence-grace': number
  /** Not set: the embedded engine searches. */
  'meilisearch-url': string | undefined
  'meilisearch-key': string | undefined
  'meilisearch-prefix': string
  'meilisearch-optional': boolean
  /** In milliseconds, as the next two. */
  'meilisearch-timeout': number
  'meilisearch-wait': number
  'meilisearch-start': number
  'port-file': string | undefined
  /** In seconds. */
  wait: number | undefined
}

export interface Option<Value> {
  /** What to write behind the flag; a flag without it is a switch. */
  argument?: string
  /** A value that is right, for sentences about wrong ones. */
  example: string
  environment: string[]
  /** The same option of the library; none where the command alone has it. */
  library?: keyof GatewayOptions | `meilisearch.${keyof MeilisearchOptions}`
  default: Value
  /** The default in words, where the value itself would not say it. */
  defaultText?: string
  meaning: string
  /** @throws {UsageError} with what was expected */
  read: (text: string) => Value
}

const logFormats = ['auto', 'human', 'json', 'off'] as const

export const options: { [Name in keyof CliOptions]: Option<CliOptions[Name]> } = {
  port: {
    argument: 'NUMBER',
    example: '9010',
    environment: ['IMBRACE_MOCK_PORT', 'PORT'],
    library: 'port',
    default: 9001,
    meaning: 'Port to listen on; 0 picks a free one and prints it',
    read: (text) =>
      /^\d{1,5}$/.test(text) && Number(text) <= 65_535
        ? Number(text)
        : expected('a port from 0 to 65535'),
  },
  host: {
    argument: 'ADDRESS',
    example: '0.0.0.0',
    environment: ['IMBRACE_MOCK_HOST'],
    library: 'host',
    default: '127.0.0.1',
    meaning: 'Address to listen on; 0.0.0.0 for every one of this machine',
    read: (text) => text || expected('an address'),
  },
  db: {
    argument: 'FILE',
    example: 'gateway.sqlite',
    environment: ['IMBRACE_MOCK_DB'],
    library: 'db',
    default: '.imbrace-gateway-mock/gateway.sqlite',
    meaning: 'SQLite file that keeps the data; `:memory:` keeps none',
    read: (text) => text || expected('a file name or :memory:'),
  },
  fixtures: {
    argument: 'FOLDER,...',
    example: 'my-world',
    environment: ['IMBRACE_MOCK_FIXTURES'],
    library: 'fixtures',
    default: [defaultFixture],
    defaultText: 'the world of the documentation',
    meaning:
      'Folders with a `world.json` that a new database is filled from, merged in order; `default` is the world of the documentation',
    read: (text) => {
      const folders = text.split(',').map((folder) => folder.trim())
      return folders.includes('') ? expected('folders, separated by commas') : folders
    },
  },
  reset: {
    example: 'true',
    environment: ['IMBRACE_MOCK_RESET'],
    library: 'reset',
    default: false,
    meaning: 'Start over from the fixture; what the database holds is lost',
    read: readSwitch,
  },
  log: {
    argument: 'FORMAT',
    example: 'json',
    environment: ['IMBRACE_MOCK_LOG'],
    library: 'log',
    default: 'auto',
    meaning: 'Request log: `human`, `json`, `off`, or `auto`, which is human on a terminal only',
    read: (text) =>
      logFormats.find((format) => format === text) ?? expected(`one of ${logFormats.join(', ')}`),
  },
  'allow-origin': {
    argument: 'ORIGIN,...',
    example: 'http://localhost:3000',
    environment: ['IMBRACE_MOCK_ALLOW_ORIGIN'],
    library: 'allowOrigins',
    default: [],
    defaultText: 'every origin, as with the gateway',
    meaning: 'Origins whose pages may ask, for instance http://localhost:3000; others get 403',
    read: (text) => text.split(',').map((origin) => readOneOrigin(origin.trim())),
  },
  'allow-host': {
    argument: 'NAME,...',
    example: 'gateway.test',
    environment: ['IMBRACE_MOCK_ALLOW_HOST'],
    library: 'allowHosts',
    default: [],
    defaultText: 'addresses, names without a dot, *.localhost',
    meaning: 'Names with a dot under which `/_mock` may be asked, for instance gateway.test',
    read: (text) => text.split(',').map((name) => readOneHost(name.trim())),
  },
  'control-token': {
    argument: 'TEXT',
    example: 'a-long-secret',
    environment: ['IMBRACE_MOCK_CONTROL_TOKEN'],
    library: 'controlToken',
    default: undefined,
    defaultText: 'none',
    meaning: 'What calls of `/_mock` must carry as x-mock-control-token; best in the environment',
    read: (text) => (isControlToken(text) ? text : expected('visible characters without spaces')),
  },
  'max-live-worlds': {
    argument: 'NUMBER',
    example: '80',
    environment: ['IMBRACE_MOCK_MAX_LIVE_WORLDS'],
    library: 'maxLiveWorlds',
    default: 80,
    meaning: 'Worlds besides `default` that are open at a time; others rest until they are asked',
    read: readWorldCount,
  },
  'max-parked-worlds': {
    argument: 'NUMBER',
    example: '10000',
    environment: ['IMBRACE_MOCK_MAX_PARKED_WORLDS'],
    library: 'maxParkedWorlds',
    default: 10_000,
    meaning: 'Worlds that may rest; one more is refused',
    read: readWorldCount,
  },
  'request-timeout': {
    argument: 'MS',
    example: '60000',
    environment: ['IMBRACE_MOCK_REQUEST_TIMEOUT'],
    library: 'requestTimeout',
    default: 60_000,
    meaning: 'How long a request may take to arrive, then 408; 0 for any time',
    read: readMilliseconds,
  },
  'no-realtime': {
    example: 'true',
    environment: ['IMBRACE_MOCK_NO_REALTIME'],
    library: 'realtime',
    default: true,
    defaultText: 'false',
    meaning: 'No sockets: /ws is an address that nobody has',
    read: (text) => !readSwitch(text),
  },
  'presence-grace': {
    argument: 'MS',
    example: '2000',
    environment: ['IMBRACE_MOCK_PRESENCE_GRACE'],
    library: 'presenceGraceMs',
    default: 2_000,
    meaning: 'How long a contact whose last socket has gone is online still',
    read: readMilliseconds,
  },
  'meilisearch-url': {
    argument: 'URL',
    example: 'http://127.0.0.1:7700',
    environment: ['IMBRACE_MOCK_MEILISEARCH_URL'],
    library: 'meilisearch.url',
    default: undefined,
    defaultText: 'none, the embedded engine searches',
    meaning: 'A real Meilisearch to search with, for instance http://127.0.0.1:7700',
    read: readHttpUrl,
  },
  'meilisearch-key': {
    argument: 'KEY',
    example: 'a-master-key',
    environment: ['IMBRACE_MOCK_MEILISEARCH_KEY'],
    library: 'meilisearch.key',
    default: undefined,
    defaultText: 'none',
    meaning: 'Its master key, or a key for everything about our indexes; best in the environment',
    read: (text) => text || expected('a key'),
  },
  'meilisearch-prefix': {
    argument: 'TEXT',
    example: 'mine_',
    environment: ['IMBRACE_MOCK_MEILISEARCH_PREFIX'],
    library: 'meilisearch.prefix',
    default: '',
    defaultText: 'none',
    meaning: 'Begins the names of our indexes there; gateways that share one need one each',
    read: (text) =>
      /^[A-Za-z0-9_-]{0,100}$/.test(text) ? text : expected('letters, digits, - and _'),
  },
  'meilisearch-optional': {
    example: 'true',
    environment: ['IMBRACE_MOCK_MEILISEARCH_OPTIONAL'],
    library: 'meilisearch.optional',
    default: false,
    meaning: 'Start also while it cannot be reached; searches fail until it can',
    read: readSwitch,
  },
  'meilisearch-timeout': {
    argument: 'MS',
    example: '10000',
    environment: ['IMBRACE_MOCK_MEILISEARCH_TIMEOUT'],
    library: 'meilisearch.timeoutMs',
    default: 10_000,
    meaning: 'How long one request to it may take',
    read: readMilliseconds,
  },
  'meilisearch-wait': {
    argument: 'MS',
    example: '5000',
    environment: ['IMBRACE_MOCK_MEILISEARCH_WAIT'],
    library: 'meilisearch.waitMs',
    default: 5_000,
    meaning: 'How long a search waits until the messages sent before it can be found',
    read: readMilliseconds,
  },
  'meilisearch-start': {
    argument: 'MS',
    example: '30000',
    environment: ['IMBRACE_MOCK_MEILISEARCH_START'],
    library: 'meilisearch.startMs',
    default: 30_000,
    meaning:
      'How long the start waits until it is healthy, also while it is filled; filling has no limit',
    read: readMilliseconds,
  },
  'port-file': {
    argument: 'FILE',
    example: 'gateway.port',
    environment: ['IMBRACE_MOCK_PORT_FILE'],
    default: undefined,
    defaultText: 'none',
    meaning: 'Holds the port as soon as it listens, and is gone when it stops; `health` reads it',
    read: (text) => text || expected('a file name'),
  },
  wait: {
    argument: 'SECONDS',
    example: '30',
    environment: [],
    default: undefined,
    defaultText: 'none, asks once',
    meaning: 'Only with `health`: asks again until the gateway is ready, for so long at most',
    read: (text) =>
      /^\d{1,6}(\.\d+)?$/.test(text) ? Number(text) : expected('seconds, 0 or more'),
  },
}

/** One row for each option, for `--help` and docs/options.md: flag, variables, default, meaning. */
export function optionRows(): [string, string, string, string][] {
  return Object.entries(options).map(([name, option]) => [
    option.argument === undefined ? `--${name}` : `--${name} ${option.argument}`,
    option.environment.join(', '),
    option.defaultText ?? String(option.default),
    option.meaning,
  ])
}
