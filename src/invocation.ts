/** Flags and environment, read by the table of options. */
import { parseArgs } from 'node:util'
import { type CliOptions, type Option, options, UsageError } from './options.ts'

export interface Invocation {
  command: 'start' | 'health' | 'help' | 'version'
  options: CliOptions
}

/**
 * @param argv what follows the program's name
 * @param environment variables, of which only the table's and unknown `IMBRACE_MOCK_*` count
 * @throws {UsageError} one sentence that names the flag, variable or value
 */
export function readInvocation(
  argv: string[],
  environment: Record<string, string | undefined>,
): Invocation {
  const { values, positionals } = parseFlags(argv)
  const known = new Set(Object.values(options).flatMap((option) => option.environment))
  for (const name of Object.keys(environment)) {
    if (name.startsWith('IMBRACE_MOCK_') && !known.has(name)) {
      throw new UsageError(`${name} is not a known variable: see --help`)
    }
  }
  const [command = 'start', ...rest] = positionals
  if ((command !== 'start' && command !== 'health') || rest.length > 0) {
    const unknown = [...(command === 'start' || command === 'health' ? [] : [command]), ...rest]
    throw new UsageError(`${unknown.join(' ')} is not a known command: start or health`)
  }
  const read = <Name extends keyof CliOptions>(name: Name): CliOptions[Name] => {
    const option = options[name]
    const [flag, ...more] = [values[name] ?? []].flat()
    if (flag !== undefined) {
      const text = [flag, ...more].join(',')
      return readNamed(option, `--${name}`, text)
    }
    const variable = option.environment.find((candidate) => environment[candidate])
    if (variable === undefined) return option.default
    return readNamed(option, variable, environment[variable] ?? '')
  }
  return {
    command: values.help ? 'help' : values.version ? 'version' : command,
    options: {
      port: read('port'),
      host: read('host'),
      db: read('db'),
      fixtures: read('fixtures'),
      reset: read('reset'),
      log: read('log'),
      'allow-origin': read('allow-origin'),
      'request-timeout': read('request-timeout'),
      'meilisearch-url': read('meilisearch-url'),
      'meilisearch-key': read('meilisearch-key'),
      'meilisearch-prefix': read('meilisearch-prefix'),
      'meilisearch-optional': read('meilisearch-optional'),
      'meilisearch-timeout': read('meilisearch-timeout'),
      'meilisearch-wait': read('meilisearch-wait'),
      'meilisearch-start': read('meilisearch-start'),
    },
  }
}

type Flags = Partial<Record<string, string | boolean | (string | boolean)[]>>

function parseFlags(argv: string[]): { values: Flags; positionals: string[] } {
  const flags = Object.entries(options).map(([name, option]) => [
    name,
    {
      type: option.argument === undefined ? ('boolean' as const) : ('string' as const),
      multiple: Array.isArray(option.default),
    },
  ])
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        ...Object.fromEntries(flags),
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    })
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ')
    throw new UsageError(`${sentence}: see --help`)
  }
}

function readNamed<Value>(option: Option<Value>, name: string, text: string): Value {
  try {
    return option.read(text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${name}: ${error.message}, found ${JSON.stringify(text)}`)
  }
}
