/** Flags and environment, read by the table of options. */
import { parseArgs } from 'node:util'
import { nearestName } from '../base/nearest-name.ts'
import { kubernetesVariables } from './kubernetes.ts'
import { type CliOptions, type Option, options, UsageError } from './options.ts'
import { isOurScript, lineForNpm } from './swallowed-flags.ts'

const names = Object.keys(options).filter(isKnown)
const commands = ['start', 'health', 'play'] as const
type Command = (typeof commands)[number]

/** Commands that are told what to work on. */
const operands: Partial<Record<Command, string>> = { play: 'FILE' }

/** Flags of some commands alone. */
const flagsOf: Partial<Record<keyof CliOptions, readonly Command[]>> = {
  wait: ['health'],
  url: ['play'],
  world: ['play'],
}

export interface Invocation {
  command: Command | 'help' | 'version'
  /** What a command works on, where it is told. */
  operand?: string
  options: CliOptions
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
  const isTold = values.help === true || values.version === true
  const { command, operand } = readCommand(positionals, environment, isTold)
  for (const [name, [first, ...more] = []] of Object.entries(flagsOf)) {
    const all = [first, ...more]
    if (values[name] === undefined || first === undefined || all.includes(command)) continue
    throw new UsageError(
      `--${name} belongs to ${all.join(' and ')}: imbrace-gateway-mock ${spell(first)} ${exampleOf(name as keyof CliOptions)}`,
    )
  }
  const read = <Name extends keyof CliOptions>(name: Name): CliOptions[Name] => {
    const option = options[name]
    const [flag, ...more] = [values[name] ?? []].flat()
    if (flag !== undefined) {
      return readNamed(option, `--${name}`, [flag, ...more].join(','), exampleOf(name))
    }
    const variable = option.environment.find(
      (candidate) => environment[candidate] && !ofKubernetes.has(candidate),
    )
    if (variable === undefined) return option.default
    const example = `${variable}=${option.example}`
    return readNamed(option, variable, environment[variable] ?? '', example)
  }
  return {
    command: values.help ? 'help' : values.version ? 'version' : command,
    ...(operand !== undefined && { operand }),
    options: Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as CliOptions,
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

/** @param isTold something about the command is asked for, not what it does */
function readCommand(
  positionals: string[],
  environment: Environment,
  isTold: boolean,
): { command: Command; operand?: string } {
  const [first, ...others] = positionals
  const known = commands.find((name) => name === (first ?? 'start'))
  const wanted = known && operands[known]
  const [operand] = wanted === undefined ? [] : others
  const rest = operand === undefined ? others : others.slice(1)
  const unknown = known === undefined ? positionals : rest
  if (unknown.length > 0 || isOurScript(environment)) refuseWhatNpmTook(environment, unknown)
  if (known !== undefined && rest.length === 0) {
    if (operand !== undefined) return { command: known, operand }
    if (wanted === undefined || isTold) return { command: known }
    throw new UsageError(`${known} wants a file: imbrace-gateway-mock ${spell(known)}`)
  }
  const [word = ''] = unknown
  const hint = /^\d+$/.test(word)
    ? `: for a port write --port ${word}`
    : `: ${commands.slice(0, -1).join(', ')} or ${commands.at(-1)}, for example imbrace-gateway-mock ${spell(nearestName(word, commands) ?? 'start')} ${exampleOf('port')}`
  throw new UsageError(`${unknown.join(' ')} is not a known command${hint}`)
}

function spell(command: string): string {
  const operand = operands[command as Command]
  return operand === undefined ? command : `${command} ${operand}`
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
