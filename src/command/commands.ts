/** The table of commands: what `--help` says of each, and which flags it takes. */

interface Definition {
  /** What has to stand behind it, once unless it ends with dots. */
  argument?: string
  /** Of that. */
  example?: string
  meaning: string
  /** Names of flags; none for all those of a start. */
  takes?: readonly string[]
  /** Takes these besides those of a start. */
  adds?: readonly string[]
  exitCodes: string
}

const table = {
  start: {
    meaning: 'serve until stopped',
    exitCodes: '0 stopped, 1 unexpected, 2 wrong usage, 3 cannot start',
  },
  wait: {
    meaning: 'wait until a gateway is ready there',
    takes: ['url', 'port', 'host', 'port-file', 'timeout', 'log'],
    exitCodes: '0 ready, 1 not ready in time, 2 wrong usage',
  },
  health: {
    meaning: 'exit 0 if a gateway is ready there, else 1',
    takes: ['url', 'port', 'host', 'port-file', 'wait', 'log'],
    exitCodes: '0 ready, 1 not ready, 2 wrong usage',
  },
  play: {
    argument: 'FILE',
    example: 'hello.json',
    meaning: 'play a scenario in a gateway that runs',
    takes: ['url', 'world', 'port', 'host', 'port-file', 'control-token', 'log'],
    exitCodes: '0 played, 1 a step failed, 2 wrong usage or scenario, 3 no gateway there',
  },
  import: {
    meaning: 'make a fixture of an organization that a gateway has, by reading calls only',
    takes: ['url', 'token', 'out', 'anonymize', 'rate', 'log'],
    exitCodes: '0 imported, 1 broke off: goes on when called again, 2 wrong usage, 3 cannot start',
  },
  contract: {
    meaning:
      'check that a gateway answers as this one says that gateways do; only reads without --write',
    takes: ['url', 'token', 'write', 'rate', 'report', 'out', 'log'],
    exitCodes: '0 the same, 1 different, 2 could not run',
  },
  doctor: {
    meaning: 'look at what a start needs, and say how to mend it; changes nothing',
    adds: ['json'],
    exitCodes: '0 a start would work, 1 something is wrong, 2 wrong usage',
  },
  'print-config': {
    meaning: 'print each option as a start would use it, and where it came from',
    adds: ['json'],
    exitCodes: '0 printed, 2 wrong usage',
  },
  'fixtures check': {
    argument: 'FOLDER...',
    example: 'my-world',
    meaning: 'load fixtures as a start would, and name all mistakes',
    takes: ['log'],
    exitCodes: '0 right, 2 wrong usage, 3 mistakes',
  },
  'fixtures schema': {
    meaning: 'print the JSON Schema of a world.json',
    takes: ['log'],
    exitCodes: '0 printed, 2 wrong usage',
  },
} as const satisfies Record<string, Definition>

export type CommandName = keyof typeof table

export const commands: Record<CommandName, Definition> = table
export const commandNames = Object.keys(table) as CommandName[]

/** Flags that a start has no use for. */
const ofOthers: ReadonlySet<string> = new Set([
  'url',
  'world',
  'timeout',
  'wait',
  'json',
  'token',
  'out',
  'anonymize',
  'rate',
  'write',
  'report',
])

export function takesFlag(command: CommandName, flag: string): boolean {
  const { takes, adds } = commands[command]
  return takes?.includes(flag) ?? (adds?.includes(flag) || !ofOthers.has(flag))
}

/** Those that have a use for a flag, the ones it was made for only. */
export function commandsOf(flag: string): CommandName[] {
  return commandNames.filter((name) => takesFlag(name, flag))
}
