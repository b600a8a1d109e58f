import { type CommandName, commandNames, commands, takesFlag } from './commands.ts'
import { optionRows } from './options.ts'

const program = 'imbrace-gateway-mock'

/** What `--help` prints. @param command the one that was asked about; none for all of them */
export function helpText(command?: CommandName): string {
  return command === undefined ? helpOfAll() : helpOf(command)
}

function helpOfAll(): string {
  const usages = commandNames.map((name): [string, string] => [
    name === 'start' ? `${program} [start] [options]` : usageOf(name),
    commands[name].meaning,
  ])
  const width = Math.max(...usages.map(([usage]) => usage.length))
  return [
    'The local stand-in for the Imbrace app-gateway’s Conversations APIs.',
    '',
    ...usages.map(
      ([usage, meaning], n) =>
        `${n === 0 ? 'Usage: ' : '       '}${usage.padEnd(width)}   ${meaning}`,
    ),
    '',
    ...rowsFor(() => true),
    '  -h, --help      behind a command: about that one\n  -v, --version',
    '',
    'Exit codes: 0 stopped, 1 unexpected or not healthy, 2 wrong usage, 3 cannot start.',
    '',
  ].join('\n')
}

function helpOf(command: CommandName): string {
  return [
    `Usage: ${usageOf(command)}`,
    `       ${commands[command].meaning}`,
    '',
    ...rowsFor((flag) => takesFlag(command, flag)),
    '',
    `Exit codes: ${commands[command].exitCodes}.`,
    '',
  ].join('\n')
}

function usageOf(name: CommandName): string {
  const { argument } = commands[name]
  return `${program} ${name}${argument === undefined ? '' : ` ${argument}`} [options]`
}

function rowsFor(isMeant: (flag: string) => boolean): string[] {
  return optionRows().flatMap(([flag, variables, byDefault, meaning]) => {
    const [name = ''] = flag.slice(2).split(' ')
    const where = variables && `; environment: ${variables}`
    return isMeant(name) ? [`  ${flag}\n      ${meaning}\n      default: ${byDefault}${where}`] : []
  })
}
