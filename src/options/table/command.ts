/** Options: of the command alone. The library has none of them. */
import { isHttpAddress } from '../kinds.ts'
import { commandOption } from '../option.ts'
import { expected, readSwitch } from '../readers.ts'

export const commandOptions = {
  portFile: commandOption({
    name: 'port-file',
    argument: 'FILE',
    example: 'gateway.port',
    defaultText: 'none',
    meaning: 'Holds the port as soon as it listens, and is gone when it stops; `health` reads it',
    read: (text) => text || expected('a file name'),
  }),
  url: commandOption({
    name: 'url',
    argument: 'URL',
    example: 'http://127.0.0.1:9001',
    defaultText: 'host and port',
    meaning: 'Only with `wait`, `health`, `play`, `import` and `contract`: where the gateway is',
    read: (text) => (isHttpAddress(text) ? text : expected('an address with http:// or https://')),
  }),
  world: commandOption({
    name: 'world',
    argument: 'NAME',
    example: 'mine',
    environment: [],
    defaultText: 'default',
    meaning: 'Only with `play`: the world in which it is played',
    read: (text) =>
      /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : expected('1 to 64 of A-Z a-z 0-9 _ -'),
  }),
  /** In seconds. */
  timeout: commandOption({
    name: 'timeout',
    argument: 'SECONDS',
    example: '60',
    environment: [],
    defaultText: '30',
    meaning: 'Only with `wait`: how long to wait at most',
    read: readSeconds,
  }),
  /** In seconds. */
  wait: commandOption({
    name: 'wait',
    argument: 'SECONDS',
    example: '30',
    environment: [],
    defaultText: 'none, asks once',
    meaning: 'Only with `health`: asks again until the gateway is ready, for so long at most',
    read: readSeconds,
  }),
  token: commandOption({
    name: 'token',
    argument: 'TOKEN',
    example: 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df',
    defaultText: 'none',
    meaning:
      'Only with `import` and `contract`: an agent’s access token or API key; best in the environment',
    isSecret: true,
    read: (text) => (/^[\x21-\x7e]+$/.test(text) ? text : expected('a token without spaces')),
  }),
  out: commandOption({
    name: 'out',
    argument: 'PATH',
    example: 'imported',
    environment: [],
    defaultText: 'none',
    meaning:
      'With `import` the folder that becomes a fixture: new, empty, or to go on with. With `contract` the file of the report',
    read: (text) => text || expected('a path'),
  }),
  anonymize: commandOption({
    name: 'anonymize',
    environment: [],
    defaultText: 'false',
    meaning: 'Only with `import`: stand-ins for names, addresses, numbers and texts',
    read: readSwitch,
  }),
  /** Calls a second. */
  rate: commandOption({
    name: 'rate',
    argument: 'NUMBER',
    example: '10',
    environment: [],
    defaultText: '10, with `contract` 50',
    meaning: 'Only with `import` and `contract`: calls a second at most',
    read: (text) =>
      /^\d{1,4}(\.\d+)?$/.test(text) && Number(text) >= 0.1
        ? Number(text)
        : expected('calls a second, 0.1 to 9999'),
  }),
  write: commandOption({
    name: 'write',
    environment: [],
    defaultText: 'false',
    meaning: 'Only with `contract`: checks the operations that write, too; what they make stays',
    read: readSwitch,
  }),
  report: commandOption({
    name: 'report',
    argument: 'FORMAT',
    example: 'junit',
    environment: [],
    defaultText: 'none, sentences',
    meaning: 'Only with `contract`: `junit`, `json` or `markdown`',
    read: (text) => {
      const formats = ['junit', 'json', 'markdown'] as const
      return formats.find((format) => format === text) ?? expected('junit, json or markdown')
    },
  }),
  json: commandOption({
    name: 'json',
    environment: [],
    defaultText: 'false',
    meaning: 'Only with `print-config` and `doctor`: prints JSON',
    read: readSwitch,
  }),
}

function readSeconds(text: string): number {
  return /^\d{1,6}(\.\d+)?$/.test(text) ? Number(text) : expected('seconds, 0 or more')
}
