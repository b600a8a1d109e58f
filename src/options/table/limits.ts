/** Options: how many, and how long. */
import { milliseconds, wholeNumber, yesOrNo } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { readSwitch } from '../readers.ts'

/** A row of SQLite takes no more. */
const bytes = wholeNumber('a number of bytes from 1 to 1000000000', 1, 1_000_000_000)
const worldCount = wholeNumber('a whole number from 1 to 100000', 1, 100_000)

export interface LimitOptions {
  /**
   * How many worlds besides `default` are open at a time, and for a moment four more; others rest until
   * they are asked. Default 80.
   */
  maxLiveWorlds?: number
  /** How many worlds may rest; one more is refused. Default 10000. */
  maxParkedWorlds?: number
  /**
   * How many requests are kept in the journal of each world, and as many events of its sockets; 0 keeps
   * none. Default 1000.
   */
  journalSize?: number
  /** The most bytes of one uploaded file. Default 20971520, which is 20 MiB. */
  maxUploadBytes?: number
  /**
   * The most bytes of all uploaded files of a world, each counted as 4096 at least. Default 268435456,
   * which is 256 MiB.
   */
  maxUploadsBytes?: number
  /**
   * How long a request may take to arrive, in milliseconds: then 408 and the end of its connection.
   * 0 for any time. Default 60000.
   */
  requestTimeout?: number
  /**
   * How long a contact waits for an agent who has joined until `soon to be`, in milliseconds. Default
   * 180000.
   */
  soonToBeMs?: number
  /** The same until `overdue`. Default 300000. */
  overdueMs?: number
  /**
   * How long after its contact's last message a conversation is closed, in milliseconds. Default
   * 86400000.
   */
  closeAfterMs?: number
  /** How long `close` waits for answers that are owed, in milliseconds. Default 5000. */
  closeGraceMs?: number
  /** Sockets at `/ws`, by which clients hear what happens. Default true. */
  realtime?: boolean
  /**
   * How long a contact whose last socket has gone is online still, in milliseconds, so that nobody who
   * loads a page again is seen to leave. Default 2000.
   */
  presenceGraceMs?: number
}

export const limitOptions = {
  maxLiveWorlds: option({
    kind: worldCount,
    default: 80,
    flag: {
      name: 'max-live-worlds',
      argument: 'NUMBER',
      example: '80',
      meaning: 'Worlds besides `default` that are open at a time; others rest until they are asked',
    },
  }),
  maxParkedWorlds: option({
    kind: worldCount,
    default: 10_000,
    flag: {
      name: 'max-parked-worlds',
      argument: 'NUMBER',
      example: '10000',
      meaning: 'Worlds that may rest; one more is refused',
    },
  }),
  journalSize: option({
    kind: wholeNumber('a whole number from 0 to 100000', 0, 100_000),
    default: 1_000,
    flag: {
      name: 'journal-size',
      argument: 'NUMBER',
      example: '1000',
      meaning: 'Requests that the journal of each world keeps; 0 for no journal',
    },
  }),
  maxUploadBytes: option({
    kind: bytes,
    default: 20_971_520,
    flag: {
      name: 'max-upload-bytes',
      argument: 'BYTES',
      example: '20971520',
      meaning: 'The most bytes of one uploaded file',
    },
  }),
  maxUploadsBytes: option({
    kind: bytes,
    default: 268_435_456,
    flag: {
      name: 'max-uploads-bytes',
      argument: 'BYTES',
      example: '268435456',
      meaning: 'The most bytes of all uploaded files of a world, each counted as 4096 at least',
    },
  }),
  requestTimeout: option({
    kind: milliseconds,
    default: 60_000,
    flag: {
      name: 'request-timeout',
      argument: 'MS',
      example: '60000',
      meaning: 'How long a request may take to arrive, then 408; 0 for any time',
    },
  }),
  soonToBeMs: option({
    kind: milliseconds,
    default: 180_000,
    flag: {
      name: 'soon-to-be',
      argument: 'MS',
      example: '180000',
      meaning: 'How long a contact waits for an agent who has joined until `soon to be`',
    },
  }),
  overdueMs: option({
    kind: milliseconds,
    default: 300_000,
    flag: {
      name: 'overdue',
      argument: 'MS',
      example: '300000',
      meaning: 'The same until `overdue`',
    },
  }),
  closeAfterMs: option({
    kind: milliseconds,
    default: 86_400_000,
    flag: {
      name: 'close-after',
      argument: 'MS',
      example: '86400000',
      meaning: 'How long after its contact’s last message a conversation is closed',
    },
  }),
  closeGraceMs: option({ kind: milliseconds, default: 5_000 }),
  realtime: option({
    kind: yesOrNo,
    default: true,
    // The flag says that there are none.
    flag: {
      name: 'no-realtime',
      defaultText: 'false',
      meaning: 'No sockets: /ws is an address that nobody has',
      read: (text) => !readSwitch(text),
    },
  }),
  presenceGraceMs: option({
    kind: milliseconds,
    default: 2_000,
    flag: {
      name: 'presence-grace',
      argument: 'MS',
      example: '2000',
      meaning: 'How long a contact whose last socket has gone is online still',
    },
  }),
} satisfies TableOf<LimitOptions>
