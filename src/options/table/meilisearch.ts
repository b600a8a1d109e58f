/** Options: a Meilisearch to search with, and how long to wait for it. One object in the library. */
import { OptionError } from '../../base/start-error.ts'
import type { MeilisearchSettings } from '../../search/meilisearch/options.ts'
import { isText, milliseconds, taking, yesOrNo } from '../kinds.ts'
import { type Kind, option, type TableOf } from '../option.ts'
import { readOptions } from '../read-options.ts'
import { expected } from '../readers.ts'

const checkedUrl = taking<string>('an http or https address without a password', isHttpUrl)

/** A Meilisearch to search with, and how long to wait for it. */
export interface MeilisearchOptions {
  /** Where it is, for instance `http://127.0.0.1:7700`. */
  url: string
  /** Its master key, or one that may do everything with our indexes. Not needed without a master key. */
  key?: string
  /** Begins the names of our indexes, so that several gateways can share one. Default none. */
  prefix?: string
  /** Start although it cannot be reached; searches fail until it can. Default false. */
  optional?: boolean
  /** How long one request to it may take. Default 10,000. */
  timeoutMs?: number
  /** How long a search waits for messages sent before it. Default 5,000. */
  waitMs?: number
  /**
   * How long the start waits until it is healthy, and again when it fails while it is filled. The
   * filling itself may take as long as it takes. Default 30,000.
   */
  startMs?: number
  /** How often to look whether it has lost what was filled in. Default 5,000. */
  checkMs?: number
}

export const meilisearchOptions = {
  url: option({
    kind: {
      check: (name, value) => checkedUrl(name, value).replace(/\/+$/, ''),
      read: (text) =>
        isHttpUrl(text) ? text : expected('an http or https URL without a password'),
    },
    flag: {
      name: 'meilisearch-url',
      argument: 'URL',
      example: 'http://127.0.0.1:7700',
      defaultText: 'none, the embedded engine searches',
      meaning: 'A real Meilisearch to search with, for instance http://127.0.0.1:7700',
    },
  }),
  key: option({
    kind: {
      check: taking<string>('a key as a text', isText),
      read: (text) => text || expected('a key'),
    },
    flag: {
      name: 'meilisearch-key',
      argument: 'KEY',
      example: 'a-master-key',
      defaultText: 'none',
      meaning: 'Its master key, or a key for everything about our indexes; best in the environment',
      isSecret: true,
    },
  }),
  prefix: option({
    kind: {
      check: taking<string>('a text of up to 100 letters, digits, - and _', isPrefix),
      read: (text) => (isPrefix(text) ? text : expected('letters, digits, - and _')),
    },
    default: '',
    flag: {
      name: 'meilisearch-prefix',
      argument: 'TEXT',
      example: 'mine_',
      defaultText: 'none',
      meaning: 'Begins the names of our indexes there; gateways that share one need one each',
    },
  }),
  optional: option({
    kind: yesOrNo,
    default: false,
    flag: {
      name: 'meilisearch-optional',
      meaning: 'Start also while it cannot be reached; searches fail until it can',
    },
  }),
  timeoutMs: option({
    kind: milliseconds,
    default: 10_000,
    flag: {
      name: 'meilisearch-timeout',
      argument: 'MS',
      example: '10000',
      meaning: 'How long one request to it may take',
    },
  }),
  waitMs: option({
    kind: milliseconds,
    default: 5_000,
    flag: {
      name: 'meilisearch-wait',
      argument: 'MS',
      example: '5000',
      meaning: 'How long a search waits until the messages sent before it can be found',
    },
  }),
  startMs: option({
    kind: milliseconds,
    default: 30_000,
    flag: {
      name: 'meilisearch-start',
      argument: 'MS',
      example: '30000',
      meaning:
        'How long the start waits until it is healthy, also while it is filled; filling has no limit',
    },
  }),
  checkMs: option({ kind: milliseconds, default: 5_000 }),
} satisfies TableOf<MeilisearchOptions>

const oneMeilisearch: Kind<MeilisearchSettings> = {
  check(name, value) {
    const { url, ...settings } = readOptions(name, value, meilisearchOptions, `${name}.`)
    if (url !== undefined) return { url, ...settings }
    throw new OptionError(`${name}.url: expected its address, for instance http://127.0.0.1:7700`)
  },
}

export interface SearchOptions {
  /** The Meilisearch that searches. Default: the embedded engine does. */
  meilisearch?: MeilisearchOptions
}

export const searchOptions = {
  meilisearch: option({ kind: oneMeilisearch }),
} satisfies TableOf<SearchOptions, { meilisearch: MeilisearchSettings }>

function isHttpUrl(value: unknown): boolean {
  const url = isText(value) ? URL.parse(value) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
}

function isPrefix(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]{0,100}$/.test(value)
}
