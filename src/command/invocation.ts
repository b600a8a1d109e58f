/** Flags and environment, read by the table of options. */
import { parseArgs } from 'node:util'
import { nearestName } from '../base/nearest-name.ts'
import { type CommandName, commandNames, commands, commandsOf, takesFlag } from './commands.ts'
import { kubernetesVariables } from './kubernetes.ts'
import { type CliOptions, type Option, options, UsageError } from './options.ts'
import { isOurScript, lineForNpm } from './swallowed-flags.ts'

const names = Object.keys(options).filter(isKnown)

export interface Invocation {
  command: CommandName | 'help' | 'version'
  /** The command that `help` was asked about; undefined for all. */
  helpFor: CommandName | undefined
  /** What stands behind the command: folders of `fixtures check`. */
  operands: string[]
  options: CliOptions
  /** Where each option's value comes from: a flag, a variable, or `default`. */
  origins: Record<keyof CliOptions, string>
  /** What was ignored, a sentence each. */
  notes: string[]
}

type Environment = Record<string, string | undefined>

/**
 * @param argv what follows the program's name
 * @param environment variables, of which only the table's, unknown `IMBRACE_MOCK_*` and npm's count
 * @throws {UsageError} one sentence that names the flag, variable or value, and what would be right
 */
export function readInvocation(argv: string[], environment: Environment): Invocation {
  const { values, positionals } = parseFlags(argv)
  const ofKubernetes = new Set(kubernetesVariables(environment))
  refuseUnknownVariables(environment, ofKubernetes)
  const isHelp = values.help === true
  const { command, operands } = readCommand(positionals, environment, isHelp)
  for (const name of names) if (values[name] !== undefined) refuseFlagOfOthers(command, name)
  const origins = {} as Record<keyof CliOptions, string>
  const read = <Name extends keyof CliOptions>(name: Name): CliOptions[Name] => {
    const option = options[name]
    const [flag, ...more] = [values[name] ?? []].flat()
    if (flag !== undefined) {
      origins[name] = `--${name}`
      return readNamed(option, `--${name}`, [flag, ...more].join(','), exampleOf(name))
    }
    const variable = option.environment.find(
      (candidate) => environment[candidate] && !ofKubernetes.has(candidate),
    )
    origins[name] = variable ?? 'default'
    if (variable === undefined) return option.default
    const example = `${variable}=${option.example}`
    return readNamed(option, variable, environment[variable] ?? '', example)
  }
  return {
    command: isHelp ? 'help' : values.version ? 'version' : command,
    helpFor: isHelp && positionals.length > 0 ? command : undefined,
    operands,
    options: Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as CliOptions,
    origins,
    notes: noteOf(ofKubernetes),
  }
}

/**
 * Whether JSON is asked for in so many words, also by a command line that is wrong otherwise: then
 * errors are JSON too.
 */
export function wantsJson(argv: string[], environment: Environment): boolean {
  const { values } = parseArgs({ args: argv, strict: false, options: { log: { type: 'string' } } })
  return (values.log ?? environment.IMBRACE_MOCK_LOG) === 'json'
}

interface Command {
  command: CommandName
  operands: string[]
}

function readCommand(positionals: string[], environment: Environment, isHelp: boolean): Command {
  const words = positionals.length === 0 ? ['start'] : positionals
  const command = commandNames.find((name) => `${words.join(' ')} `.startsWith(`${name} `))
  const rest = command === undefined ? words : words.slice(command.split(' ').length)
  const { argument, example = '' } =
    command === undefined ? { argument: undefined } : commands[command]
  const takesOperands = argument !== undefined
  const most = argument?.endsWith('...') ? rest.length : takesOperands ? 1 : 0
  const unknown = rest.slice(most)
  if (unknown.length > 0 || isOurScript(environment)) refuseWhatNpmTook(environment, unknown)
  if (command === undefined || unknown.length > 0) throw unknownCommand(unknown)
  if (takesOperands && rest.length === 0 && !isHelp) {
    throw new UsageError(
      `${command} wants ${argument}, for example imbrace-gateway-mock ${command} ${example}`,
    )
  }
  return { command, operands: rest }
}

function unknownCommand(words: string[]): UsageError {
  const [first = ''] = words
  const near = nearestName(words.join(' '), commandNames) ?? nearestName(first, commandNames)
  const example = near === undefined || near === 'start' ? `start ${exampleOf('port')}` : near
  const hint = /^\d+$/.test(first)
    ? `for a port write --port ${first}`
    : `${commandNames.join(', ')}; for example imbrace-gateway-mock ${example}`
  return new UsageError(`${words.join(' ')} is not a known command: ${hint}`)
}

function refuseFlagOfOthers(command: CommandName, flag: keyof CliOptions): void {
  if (takesFlag(command, flag)) return
  const [owner = 'start', ...more] = commandsOf(flag)
  const owners = [owner, ...(owner === 'start' ? [] : more)].join(' and ')
  throw new UsageError(
    `--${flag} belongs to ${owners}: imbrace-gateway-mock ${owner} ${exampleOf(flag)}`,
  )
}

function refuseWhatNpmTook(environment: Environment, positionals: string[]): void {
  const line = lineForNpm(environment, positionals)
  if (line === undefined) return
  throw new UsageError(`npm keeps flags for itself unless -- stands before them: ${line}`)
}

function refuseUnknownVariables(environment: Environment, ofKubernetes: Set<string>): void {
  const prefix = 'IMBRACE_MOCK_'
  const examples = new Map(
    Object.values(options).flatMap(({ environment: [name], example }) =>
      name === undefined ? [] : [[name.slice(prefix.length), example]],
    ),
  )
  const known = new Set(Object.values(options).flatMap((option) => option.environment))
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(prefix) || known.has(name) || ofKubernetes.has(name)) continue
    const nearest = nearestName(name.slice(prefix.length), [...examples.keys()])
    const example = `${prefix}${nearest ?? 'PORT'}=${examples.get(nearest ?? 'PORT')}`
    const hint = nearest === undefined ? 'see --help' : `did you mean ${prefix}${nearest}`
    throw new UsageError(`${name} is not a known variable: ${hint}, for example ${example}`)
  }
}

function noteOf(ofKubernetes: Set<string>): string[] {
  const [first, ...more] = ofKubernetes
  if (first === undefined) return []
  const all = more.length === 0 ? `${first} is` : `${first} and ${more.length} more are`
  return [`${all} for a Kubernetes service, not for this: ignored`]
}

type Flags = Partial<Record<string, string | boolean | string[]>>
type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]

/** Node's own refusals say neither what was meant nor what would be right. */
function parseFlags(argv: string[]): { values: Flags; positionals: string[] } {
  const flags = Object.entries(options).map(([name, option]) => [
    name,
    {
      type: option.argument === undefined ? ('boolean' as const) : ('string' as const),
      multiple: Array.isArray(option.default),
    },
  ])
  const { values, positionals, tokens } = parseArgs({
    args: argv,
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(flags),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  })
  for (const token of tokens) refuseFlag(token)
  return { values: values as Flags, positionals }
}

function refuseFlag(token: Token): void {
  if (token.kind !== 'option') return
  const { name, rawName, value, inlineValue } = token
  const isSwitch = name === 'help' || name === 'version'
  const known = isKnown(name) ? name : undefined
  if (known === undefined && !isSwitch) throw unknownFlag(rawName)
  const takesValue = known !== undefined && options[known].argument !== undefined
  if (takesValue && (value === undefined || (!inlineValue && /^-./.test(value)))) {
    throw new UsageError(`${rawName} wants a value, for example ${exampleOf(known)}`)
  }
  if (!takesValue && value !== undefined) {
    throw new UsageError(`${rawName} takes no value: write ${rawName} alone`)
  }
}

function unknownFlag(rawName: string): UsageError {
  const written = rawName.replace(/^-+/, '')
  const nearest = nearestName(written, names)
  const meant =
    written.length === 1
      ? names.find((name) => name.startsWith(written))
      : names.find((name) => name === nearest)
  const hint = meant === undefined ? 'see --help' : `did you mean --${meant}`
  return new UsageError(
    `${rawName} is not a known option: ${hint}, for example ${exampleOf(meant ?? 'port')}`,
  )
}

function isKnown(name: string): name is keyof CliOptions {
  return Object.hasOwn(options, name)
}

function exampleOf(name: keyof CliOptions): string {
  const { argument, example } = options[name]
  return argument === undefined ? `--${name}` : `--${name} ${example}`
}

function readNamed<Value>(
  option: Option<Value>,
  name: string,
  text: string,
  example: string,
): Value {
  try {
    return option.read(text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const found = JSON.stringify(text)
    throw new UsageError(`${name}: ${error.message}, found ${found}; for example ${example}`)
  }
}
