import { type JsonObject, type JsonValue, setKey } from '../base/json.ts'
import { isWholeNumber } from './number-text.ts'

/** Digits beyond these 64 bits are dropped. */
const MAX_SIGNIFICAND = 2n ** 64n - 1n

/**
 * A number as Meilisearch 1.50 reads what JavaScript writes for it. serde_json is fast and not
 * exact there: it rounds the digits, and once more what a power of ten makes of them, so that
 * numbers of 16 or 17 digits can come out as a neighbour.
 */
export function asReceived(value: number): number {
  if (isWholeNumber(value) || !Number.isFinite(value)) return value
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  let significand = BigInt(whole + fraction)
  let power = Number(exponent) - fraction.length
  for (; significand > MAX_SIGNIFICAND; power++) significand /= 10n
  let read = Number(significand)
  for (; power < -308; power += 308) read /= 1e308
  const factor = Number(`1e${Math.abs(power)}`)
  read = power < 0 ? read / factor : read * factor
  return value < 0 ? -read : read
}

/** The document with all its numbers as they are received; itself when that changes none. */
export function withReceivedNumbers(document: JsonObject): JsonObject {
  return receive(document) as JsonObject
}

function receive(value: JsonValue): JsonValue {
  if (typeof value === 'number') return asReceived(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const members = value.map(receive)
    return members.every((member, at) => member === value[at]) ? value : members
  }
  let result = value
  for (const key of Object.keys(value)) {
    const member = value[key] as JsonValue
    const received = receive(member)
    if (received === member) continue
    if (result === value) result = { ...value }
    setKey(result, key, received)
  }
  return result
}
