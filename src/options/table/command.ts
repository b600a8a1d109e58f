/** Options: of the command alone. The library has none of them. */
import { commandOption } from '../option.ts'
import { expected } from '../readers.ts'

export const commandOptions = {
  portFile: commandOption({
    name: 'port-file',
    argument: 'FILE',
    example: 'gateway.port',
    defaultText: 'none',
    meaning: 'Holds the port as soon as it listens, and is gone when it stops; `health` reads it',
    read: (text) => text || expected('a file name'),
  }),
  /** In seconds. */
  wait: commandOption({
    name: 'wait',
    argument: 'SECONDS',
    example: '30',
    environment: [],
    defaultText: 'none, asks once',
    meaning: 'Only with `health`: asks again until the gateway is ready, for so long at most',
    read: (text) =>
      /^\d{1,6}(\.\d+)?$/.test(text) ? Number(text) : expected('seconds, 0 or more'),
  }),
}
