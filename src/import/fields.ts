/** Fields of answers, as fixtures have them. Pure. */
import type { Row } from './calls.ts'

export const idOf = (row: Row): string => String(row.id ?? row._id ?? row.public_id ?? '')
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Those of these fields that say something. */
export function said<Fields>(row: Row, names: readonly (keyof Fields & string)[]): Partial<Fields> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = asFixture(name, row[name])
      return value === undefined || value === null || value === '' ? [] : [[name, value]]
    }),
  ) as Partial<Fields>
}

const isTime = (name: string) => name.endsWith('_at') || name === 'last_seen'

/** Other gateways answer numbers for phone numbers, and other forms of times. */
function asFixture(name: string, value: unknown): unknown {
  if (isTime(name)) return whole.test(String(timeOf(value))) ? timeOf(value) : undefined
  return typeof value === 'number' && name !== 'order' ? String(value) : value
}

const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Times of a fixture have milliseconds. */
function timeOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value)) return value
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? value : date.toISOString()
}

const beginning = '2022-01-01T00:00:00.000Z'
export function time(value: unknown): string {
  const found = text(timeOf(value))
  return whole.test(found) ? found : beginning
}
export const times = ['created_at', 'updated_at'] as const
