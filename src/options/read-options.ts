/** Reads values of the library by a table of options: every name and value, before anything is begun. */
import { nearestName } from '../base/nearest-name.ts'
import { OptionError } from '../base/start-error.ts'
import { isObject, spell } from './checked-options.ts'
import type { Settings, Table } from './option.ts'

/**
 * @param owner what takes the options, for sentences about them
 * @param prefix stands before the names in sentences about values
 * @returns each option as it is used, with its default where it is not given
 * @throws {OptionError} for an option that the table has not, or a value that one does not take
 */
export function readOptions<Options extends Table>(
  owner: string,
  given: unknown,
  options: Options,
  prefix = '',
): Settings<Options> {
  if (!isObject(given)) {
    throw new OptionError(`${owner}: expected an object of options, found ${spell(given)}`)
  }
  const settings = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, option.default]),
  )
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined) throw unknownOption(name, owner, Object.keys(options))
    if (value !== undefined) settings[name] = option.kind.check(prefix + name, value)
  }
  return settings as Settings<Options>
}

function unknownOption(name: string, owner: string, known: string[]): OptionError {
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? '' : ` did you mean ${nearest}?`
  return new OptionError(`${name} is no option of ${owner}:${hint} It takes ${known.join(', ')}`)
}
