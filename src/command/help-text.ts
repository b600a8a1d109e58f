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
    '',
    ...rows,
    '  -h, --help\n  -v, --version',
    '',
    'Exit codes: 0 stopped, 1 unexpected or not healthy, 2 wrong usage, 3 cannot start.',
    '',
  ].join('\n')
}
