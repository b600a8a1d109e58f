/** Texts of flags and variables -> values. */
import { readHostName } from '../http/host.ts'
import { readOrigin } from '../http/origin.ts'

/** A start with unusable flags or environment: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const expected = (what: string): never => {
  throw new UsageError(`expected ${what}`)
}

export function readSwitch(text: string): boolean {
  if (text === '1' || text.toLowerCase() === 'true') return true
  if (text === '0' || text.toLowerCase() === 'false') return false
  return expected('1, 0, true or false')
}

export function readOneOrigin(text: string): string {
  const read = readOrigin(text)
  return 'origin' in read ? read.origin : expected(read.expected)
}

/** A name with a dot, as it stands in a `Host` header. */
export function readOneHost(text: string): string {
  const read = readHostName(text)
  return 'host' in read ? read.host : expected(read.expected)
}

export function readMilliseconds(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : expected('milliseconds')
}

export function readHttpUrl(text: string): string {
  const url = URL.parse(text)
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
  return isPlain ? text : expected('an http or https URL without a password')
}

/** @throws {UsageError} for anything but 1 to 100000 */
export function readWorldCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= 100_000 ? count : expected('a whole number from 1 to 100000')
}

/** @throws {UsageError} for anything but 1 to 1000000000 */
export function readBytes(text: string): number {
  const bytes = /^\d{1,10}$/.test(text) ? Number(text) : 0
  return bytes >= 1 && bytes <= 1_000_000_000
    ? bytes
    : expected('a number of bytes from 1 to 1000000000')
}
