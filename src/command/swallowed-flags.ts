/** Flags that npm took for its own because no `--` stood before them. */
import { options } from './options.ts'

/**
 * npm keeps a flag behind `npm start` for itself: `--port 9010` leaves `npm_config_port=true` and
 * the argument 9010, `--port=9010` leaves `npm_config_port=9010` and no argument at all.
 *
 * @param environment in which npm says what it runs
 * @param positionals arguments that are no flags
 * @returns the line that does what was meant, or undefined when npm took nothing
 */
export function lineForNpm(
  environment: Record<string, string | undefined>,
  positionals: string[],
): string | undefined {
  const script = environment.npm_lifecycle_event
  if (script === undefined) return undefined
  const taken = Object.entries(options).flatMap(([name, option]) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`]
    return value ? [{ name, option, value }] : []
  })
  if (taken.length === 0) return undefined
  const lacking = taken.filter(({ option, value }) => option.argument && value === 'true')
  const flags = taken.map(({ name, option, value }) => {
    if (option.argument === undefined) return `--${name}`
    if (value !== 'true') return `--${name} ${value}`
    // Of several it is not known which value was whose.
    const isCertain = lacking.length === 1 && positionals.length === 1
    return `--${name} ${isCertain ? positionals[0] : option.argument}`
  })
  return `npm ${script === 'start' ? '' : 'run '}${script} -- ${flags.join(' ')}`
}

/** Whether npm runs this package's own script, so that a flag it took can only be meant for us. */
export function isOurScript({
  npm_package_name,
  npm_lifecycle_event,
}: Record<string, string | undefined>): boolean {
  return npm_package_name === 'imbrace-gateway-mock' && npm_lifecycle_event === 'start'
}
