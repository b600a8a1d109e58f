/** Times and durations that a call takes, by the world's clock. */
import { durationMs, isTime } from '../base/durations.ts'
import { invalid } from '../base/refusal.ts'

const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

const expectedTime = 'a date and time with its offset or Z, such as 2022-04-07T04:11:28.148Z'

/** @throws {Refusal} 400 for what is no time */
export function readTime(field: string, text: string): number {
  if (!isTime(text)) throw invalid(`${field}: no time ${JSON.stringify(text)}`, expectedTime)
  return checkTime(field, Date.parse(text))
}

/** @throws {Refusal} 400 for a time of other years than can be written */
export function checkTime(field: string, time: number): number {
  if (time >= earliest && time <= latest) return time
  throw invalid(`${field}: leads out of the years 0 to 9999`, 'a time of these years')
}

/** @throws {Refusal} 400 for what is no duration */
export function readDuration(field: string, text: string): number {
  const ms = durationMs(text)
  if (ms !== undefined) return ms
  throw invalid(
    `${field}: no duration ${JSON.stringify(text)}`,
    'an ISO duration of weeks, days, hours, minutes and seconds, such as PT1M',
  )
}
