/** Values of the library's options, looked at once, where they come in. */
import { types } from 'node:util'
import type { Clock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import { OptionError } from '../base/start-error.ts'

/** Dates outside are written with a sign and six digits, which no client reads and no text sorts. */
const firstTime = Date.parse('0000-01-01T00:00:00.000Z')
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** A clock that throws an OptionError instead of giving a time that cannot be written. */
export function checkedClock(name: string, clock: unknown): Clock {
  if (!isFunction(clock)) {
    throw new OptionError(`${name}: expected a function that returns a Date, found ${show(clock)}`)
  }
  return () => {
    const now: unknown = calling(name, clock)
    if (!types.isDate(now))
      throw new OptionError(`${name}: returned ${show(now)} instead of a Date`)
    const time = now.getTime()
    if (time >= firstTime && time <= lastTime) return now
    throw new OptionError(`${name}: returned ${show(now)}, which is no time of the years 0 to 9999`)
  }
}

/** The same for ids. One of a request stands in a header, which takes no other characters. */
export function checkedNewId(name: string, newId: unknown): NewId {
  if (!isFunction(newId)) {
    throw new OptionError(`${name}: expected a function that returns a text, found ${show(newId)}`)
  }
  return (kind) => {
    const id: unknown = calling(name, () => newId(kind))
    const isUsable =
      typeof id === 'string' && id !== '' && (kind !== 'request' || /^[\x20-\x7e]+$/.test(id))
    if (isUsable) return id
    throw new OptionError(`${name}: returned ${show(id)} for ${kind}: expected an id as a text`)
  }
}

function calling<Value>(name: string, ask: () => Value): Value {
  try {
    return ask()
  } catch (error) {
    throw new OptionError(`${name}: threw ${show(error)}`, { cause: error })
  }
}

function isFunction(value: unknown): value is (...given: unknown[]) => unknown {
  return typeof value === 'function'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As it is written in code, where that is short. */
export function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** The same of anything, for a sentence. */
export function spell(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${value.map(spell).join(', ')}`
  if (typeof value === 'function') return 'a function'
  return isObject(value) ? 'an object' : show(value)
}
