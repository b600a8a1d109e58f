/** Options: who may ask. */
import { hosts, origins, taking } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { expected } from '../readers.ts'

export interface AccessOptions {
  /**
   * Origins whose pages may ask the emulated routes, for instance `http://localhost:3000`. Default:
   * every page may, as with the gateway.
   */
  allowOrigins?: string[]
  /**
   * Names with a dot under which the mock's own calls (`/_mock`) may be asked, for instance
   * `gateway.test`. Addresses, names without a dot, `*.localhost` and `host.docker.internal` may always.
   */
  allowHosts?: string[]
  /**
   * What the mock's own calls must carry as `x-mock-control-token` or `Authorization: Bearer`. Default:
   * nothing.
   */
  controlToken?: string
}

export const accessOptions = {
  allowOrigins: option({
    kind: origins,
    default: [],
    flag: {
      name: 'allow-origin',
      argument: 'ORIGIN,...',
      example: 'http://localhost:3000',
      defaultText: 'every origin, as with the gateway',
      meaning: 'Origins whose pages may ask, for instance http://localhost:3000; others get 403',
    },
  }),
  allowHosts: option({
    kind: hosts,
    default: [],
    flag: {
      name: 'allow-host',
      argument: 'NAME,...',
      example: 'gateway.test',
      defaultText: 'addresses, names without a dot, *.localhost',
      meaning: 'Names with a dot under which `/_mock` may be asked, for instance gateway.test',
    },
  }),
  controlToken: option({
    kind: {
      check: taking<string>(
        'a text of visible characters without spaces',
        (value) => typeof value === 'string' && isControlToken(value),
      ),
      read: (text) => (isControlToken(text) ? text : expected('visible characters without spaces')),
    },
    flag: {
      name: 'control-token',
      argument: 'TEXT',
      example: 'a-long-secret',
      defaultText: 'none',
      meaning: 'What calls of `/_mock` must carry as x-mock-control-token; best in the environment',
      isSecret: true,
    },
  }),
} satisfies TableOf<AccessOptions>

/** Whether a header can carry it, whole and as one word. */
function isControlToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}
