import { takesFlag } from './commands.ts'
import type { Invocation } from './invocation.ts'
import { type CliOptions, options as table } from './options.ts'

/** What `print-config` prints: each option of a start, its value, and where that came from. Pure. */
export function printedConfig({ options, origins }: Invocation): string {
  const names = (Object.keys(table) as (keyof CliOptions)[]).filter((name) =>
    takesFlag('start', name),
  )
  const rows = names.map((name) => {
    const value = options[name]
    const isHidden = table[name].isSecret && value !== undefined
    return { name, value: isHidden ? '***' : (value ?? null), from: origins[name] }
  })
  if (options.json) {
    const entries = rows.map(({ name, value, from }) => [name, { value, from }])
    return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`
  }
  const lines = rows.map(({ name, value, from }) => [name, spell(value, name), from] as const)
  const widthOf = (column: 0 | 1) => Math.max(...lines.map((line) => line[column].length))
  const [first, second] = [widthOf(0), widthOf(1)]
  return lines
    .map(([name, value, from]) => `${name.padEnd(first)}  ${value.padEnd(second)}  ${from}\n`)
    .join('')
}

/** In words where there is no value: what `--help` says of it. */
function spell(value: unknown, name: keyof CliOptions): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    return `(${table[name].defaultText})`
  }
  return Array.isArray(value) ? value.join(',') : String(value)
}
