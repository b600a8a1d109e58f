import { optionRows } from './options.ts'

/** What `--help` prints. */
export function helpText(): string {
  const rows = optionRows().map(
    ([flag, variables, byDefault, meaning]) =>
      `  ${flag}\n      ${meaning}\n      default: ${byDefault}${variables && `; environment: ${variables}`}`,
  )
  return [
    'The local stand-in for the Imbrace app-gateway’s Conversations APIs.',
    '',
    'Usage: imbrace-gateway-mock [start] [options]   serve until stopped',
    '       imbrace-gateway-mock health [options]    exit 0 if a gateway is ready there, else 1',
    '       imbrace-gateway-mock play FILE [options] play a scenario in a gateway that runs',
    '',
    ...rows,
    '  -h, --help\n  -v, --version',
    '',
    'Exit codes: 0 stopped or played, 1 unexpected, not healthy or a step failed, 2 wrong usage or scenario, 3 cannot start or no gateway.',
    '',
  ].join('\n')
}
