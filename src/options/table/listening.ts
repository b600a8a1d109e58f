/** Options: where it listens. Of `startGateway` alone, as `buildApp` does not listen. */
import type { GatewayApp } from '../gateway-app.ts'
import { isText, taking, wholeNumber } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { expected } from '../readers.ts'

export interface ListeningOptions {
  /** Default 0: any free port. */
  port?: number
  /** Default 127.0.0.1: this machine only. */
  host?: string
  /**
   * Called with what `buildApp` returns before it listens, to add hooks. What it throws is what
   * `startGateway` rejects with.
   */
  setup?: (app: GatewayApp) => unknown
}

export const listeningOptions = {
  port: option({
    kind: wholeNumber('a port from 0 to 65535', 0, 65_535),
    default: 0,
    flag: {
      name: 'port',
      argument: 'NUMBER',
      example: '9010',
      environment: ['IMBRACE_MOCK_PORT', 'PORT'],
      default: 9001,
      meaning: 'Port to listen on; 0 picks a free one and prints it',
    },
  }),
  host: option({
    kind: {
      check: taking<string>('an address or a name as a text', isText),
      read: (text) => text || expected('an address'),
    },
    default: '127.0.0.1',
    flag: {
      name: 'host',
      argument: 'ADDRESS',
      example: '0.0.0.0',
      meaning: 'Address to listen on; 0.0.0.0 for every one of this machine',
    },
  }),
  setup: option({
    kind: {
      check: taking<(app: GatewayApp) => unknown>(
        'a function that takes the app',
        (value) => typeof value === 'function',
      ),
    },
  }),
} satisfies TableOf<ListeningOptions>
