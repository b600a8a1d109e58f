/** What several options take, or one that is long to say. */
import { OptionError } from '../base/start-error.ts'
import { type Latency, parseLatency } from '../faults/latency.ts'
import { readHostName } from '../http/host.ts'
import { readOrigin } from '../http/origin.ts'
import { show, spell } from './checked-options.ts'
import type { TextKind } from './option.ts'
import { expected, readSwitch } from './readers.ts'

/** What timers take. */
const longestMs = 2 ** 31 - 1

/** A check that says what it expected. */
export function taking<Value>(
  what: string,
  isRight: (value: unknown) => boolean,
): (name: string, value: unknown) => Value {
  return (name, value) => {
    if (isRight(value)) return value as Value
    throw new OptionError(`${name}: expected ${what}, found ${spell(value)}`)
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const isHttpAddress = (value: unknown): value is string =>
  isText(value) && /^https?:$/.test(URL.parse(value)?.protocol ?? '')

export const isWholeNumber = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

export const yesOrNo: TextKind<boolean> = {
  check: taking('true or false', (value) => typeof value === 'boolean'),
  read: readSwitch,
}

export const milliseconds: TextKind<number> = {
  check(name, value) {
    if (isWholeNumber(value, 0, longestMs)) return value
    throw new OptionError(
      `${name}: expected a whole number of milliseconds from 0 to ${longestMs}, found ${show(value)}`,
    )
  },
  read: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : expected('milliseconds')),
}

/** A number of milliseconds, or the least and the most. */
export const latency: TextKind<Latency> = {
  check(name, value) {
    const found = parseLatency(Array.isArray(value) ? value.join('..') : String(value))
    if (found !== undefined) return found
    throw new OptionError(
      `${name}: expected milliseconds up to 999999, or the least and the most of them, found ${show(value)}`,
    )
  },
  read: (text) =>
    parseLatency(text) ?? expected('milliseconds, or the least and the most: 50..200'),
}

/** A whole number of so many digits at most, in the library and in a text. */
export function wholeNumber(what: string, least: number, most: number): TextKind<number> {
  const digits = new RegExp(`^\\d{1,${String(most).length}}$`)
  return {
    check: taking(what, (value) => isWholeNumber(value, least, most)),
    read(text) {
      const isRight = digits.test(text) && isWholeNumber(Number(text), least, most)
      return isRight ? Number(text) : expected(what)
    },
  }
}

/** A list; in a text its members stand between commas. */
function listOf(
  what: string,
  readOne: (text: string) => { value: string } | { expected: string },
): TextKind<string[]> {
  return {
    check(name, value) {
      if (!Array.isArray(value)) {
        throw new OptionError(`${name}: expected a list of ${what}, found ${show(value)}`)
      }
      return value.map((text: unknown) => {
        const read = typeof text === 'string' ? readOne(text) : { expected: 'a text' }
        if ('value' in read) return read.value
        throw new OptionError(`${name}: expected ${read.expected}, found ${show(text)}`)
      })
    },
    read: (text) =>
      text.split(',').map((member) => {
        const read = readOne(member.trim())
        return 'value' in read ? read.value : expected(read.expected)
      }),
  }
}

export const origins = listOf('origins', (text) => {
  const read = readOrigin(text)
  return 'origin' in read ? { value: read.origin } : read
})

/** Names with a dot, as they stand in a `Host` header, in lower case. */
export const hosts = listOf('host names', (text) => {
  const read = readHostName(text)
  return 'host' in read ? { value: read.host } : read
})
