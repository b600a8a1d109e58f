/** Differences between what was answered and what should have been. Pure. */
import type { Difference } from './types.ts'

/** So much of a value is told. */
const longest = 120

export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > longest ? `${text.slice(0, longest)}...` : text
}

/** @returns one where they are not the same text, number or other plain value */
export function differ(at: string, expected: unknown, found: unknown): Difference[] {
  return Object.is(expected, found) ? [] : [{ at, expected: shown(expected), found: shown(found) }]
}

/** Field by field. The order of keys does not matter. */
export function differencesOf(expected: unknown, found: unknown, at = ''): Difference[] {
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found)) {
    return differ(at || 'body', expected, found)
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)])
  return [...keys].flatMap((key) =>
    differencesOf(expected[key], found[key], placeIn(expected, at, key)),
  )
}

function placeIn(parent: object, at: string, key: string): string {
  if (Array.isArray(parent)) return `${at}[${key}]`
  return at === '' ? key : `${at}.${key}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
