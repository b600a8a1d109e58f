/** The library's options, looked at once, where they come in. */
import { types } from 'node:util'
import type { Clock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import { OptionError } from '../base/start-error.ts'
import { readHostName } from '../http/host.ts'
import { readOrigin } from '../http/origin.ts'

/** Dates outside are written with a sign and six digits, which no client reads and no text sorts. */
const firstTime = Date.parse('0000-01-01T00:00:00.000Z')
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** What timers take. */
const longestMs = 2 ** 31 - 1

/** @throws {OptionError} for anything but a whole number of milliseconds, 0 or more */
export function checkedMilliseconds(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= longestMs) return value
  throw new OptionError(
    `${name}: expected a whole number of milliseconds from 0 to ${longestMs}, found ${show(value)}`,
  )
}

/** @throws {OptionError} for anything but a list of origins as browsers send them */
export function checkedOrigins(origins: string[]): string[] {
  if (!Array.isArray(origins)) {
    throw new OptionError(`allowOrigins: expected a list of origins, found ${show(origins)}`)
  }
  for (const text of origins) {
    const read = typeof text === 'string' ? readOrigin(text) : { expected: 'a text' }
    if ('origin' in read) continue
    throw new OptionError(`allowOrigins: expected ${read.expected}, found ${show(text)}`)
  }
  return origins
}

/** @throws {OptionError} for anything but a list of host names with a dot */
export function checkedHosts(hosts: string[]): string[] {
  if (!Array.isArray(hosts)) {
    throw new OptionError(`allowHosts: expected a list of host names, found ${show(hosts)}`)
  }
  return hosts.map((text) => {
    const read = typeof text === 'string' ? readHostName(text) : { expected: 'a text' }
    if ('host' in read) return read.host
    throw new OptionError(`allowHosts: expected ${read.expected}, found ${show(text)}`)
  })
}

/** A clock that throws an OptionError instead of giving a time that cannot be written. */
export function checkedClock(clock: Clock): Clock {
  if (typeof clock !== 'function') {
    throw new OptionError(`clock: expected a function that returns a Date, found ${show(clock)}`)
  }
  return () => {
    const now: unknown = calling('clock', clock)
    if (!types.isDate(now)) throw new OptionError(`clock: returned ${show(now)} instead of a Date`)
    const time = now.getTime()
    if (time >= firstTime && time <= lastTime) return now
    throw new OptionError(`clock: returned ${show(now)}, which is no time of the years 0 to 9999`)
  }
}

/** The same for ids. One of a request stands in a header, which takes no other characters. */
export function checkedNewId(newId: NewId): NewId {
  if (typeof newId !== 'function') {
    throw new OptionError(`newId: expected a function that returns a text, found ${show(newId)}`)
  }
  return (kind) => {
    const id: unknown = calling('newId', () => newId(kind))
    const isUsable =
      typeof id === 'string' && id !== '' && (kind !== 'request' || /^[\x20-\x7e]+$/.test(id))
    if (isUsable) return id
    throw new OptionError(`newId: returned ${show(id)} for ${kind}: expected an id as a text`)
  }
}

function calling<Value>(name: string, ask: () => Value): Value {
  try {
    return ask()
  } catch (error) {
    throw new OptionError(`${name}: threw ${show(error)}`, { cause: error })
  }
}

/** As it is written in code, where that is short. */
export function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
