/** Puts what is known into calls, and takes it from answers. Pure. */
import type { Known } from './types.ts'

/** A call that names what is not known. */
export class UnknownName extends Error {}

/** @returns the same with what is known in place of `{name}`, in keys and values */
export function fill<Value>(value: Value, known: Known): Value {
  return filled(value, known) as Value
}

function filled(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (_, name) => named(name, known))
  if (Array.isArray(value)) return value.map((item) => filled(item, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [filled(key, known), filled(item, known)]),
  )
}

export function named(name: string, known: Known): string {
  const value = known.get(name)
  if (value === undefined)
    throw new UnknownName(`there is no ${name.replaceAll('_', ' ')} to ask for`)
  return value
}

/**
 * @param path `data.*.id`: a star is the first item that has what follows
 * @returns undefined where nothing is there, or an empty text
 */
export function find(body: unknown, path: string): string | undefined {
  const [part, ...rest] = path.split('.')
  if (part === undefined || part === '') {
    return typeof body === 'string' && body !== '' ? body : undefined
  }
  if (typeof body !== 'object' || body === null) return undefined
  if (part !== '*') return find((body as Record<string, unknown>)[part], rest.join('.'))
  for (const item of Object.values(body)) {
    const found = find(item, rest.join('.'))
    if (found !== undefined) return found
  }
  return undefined
}
