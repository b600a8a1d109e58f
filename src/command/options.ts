/**
 * The command's side of the table of options: its flags, as `--help` and docs/options.md have them. A
 * flag goes before the environment, the environment before the default.
 */
import type { CommandOption, Flags, Kind } from '../options/option.ts'
import { commandOptions, gatewayOptions, meilisearchOptions } from '../options/table.ts'

export { UsageError } from '../options/readers.ts'

/** What the command was started with, every option set. */
export type CliOptions = Flags<typeof gatewayOptions> &
  Flags<typeof meilisearchOptions> &
  Flags<typeof commandOptions>

/** A flag with all that the table leaves to defaults. */
export interface Option<Value> {
  argument: string | undefined
  example: string
  environment: string[]
  /** The same option of the library, as `meilisearch.url`; none where the command alone has it. */
  library: string | undefined
  default: Value
  defaultText: string
  meaning: string
  /** Whether it is printed as `***`. */
  isSecret: boolean
  /** @throws {UsageError} with what was expected */
  read: (text: string) => Value
}

type Entry = CommandOption<unknown, string, unknown> & { kind?: Kind<unknown> }

/** By the names of flags. */
export const options = Object.fromEntries([
  ...flagsOf(gatewayOptions, (name) => name),
  ...flagsOf(meilisearchOptions, (name) => `meilisearch.${name}`),
  ...flagsOf(commandOptions, () => undefined),
]) as unknown as { [Name in keyof CliOptions]: Option<CliOptions[Name]> }

function flagsOf(
  table: Record<string, Entry>,
  inLibrary: (name: string) => string | undefined,
): [name: string, option: Option<unknown>][] {
  return Object.entries(table).flatMap(([key, { flag, kind, default: byDefault }]) => {
    const read = flag?.read ?? kind?.read
    if (flag === undefined || read === undefined) return []
    const { argument, example = 'true', meaning, isSecret = false } = flag
    const value = flag.default ?? byDefault
    const { environment = [variableOf(flag.name)], defaultText = String(value) } = flag
    const library = inLibrary(key)
    const option = {
      argument,
      example,
      environment,
      library,
      default: value,
      defaultText,
      meaning,
      isSecret,
      read,
    }
    return [[flag.name, option]]
  })
}

function variableOf(flag: string): string {
  return `IMBRACE_MOCK_${flag.replaceAll('-', '_').toUpperCase()}`
}

/** One row for each option, for `--help` and docs/options.md: flag, variables, default, meaning. */
export function optionRows(): [string, string, string, string][] {
  return Object.entries(options).map(([name, { argument, environment, defaultText, meaning }]) => [
    argument === undefined ? `--${name}` : `--${name} ${argument}`,
    environment.join(', '),
    defaultText,
    meaning,
  ])
}
