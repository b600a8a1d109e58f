/** Times and durations as people write them. Pure. */

const duration =
  /^(-)?P(?=.)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/**
 * @param text an ISO 8601 duration without years and months, which have no length of their own
 * @returns whole milliseconds, undefined for what is none
 */
export function durationMs(text: string): number | undefined {
  const found = duration.exec(text)
  if (found === null) return undefined
  const [, sign, ...parts] = found
  const lengths = [7 * day, day, hour, minute, second]
  const ms = lengths.reduce((sum, length, n) => sum + Number(parts[n] ?? 0) * length, 0)
  return Math.round(sign === undefined ? ms : -ms)
}

const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * @param text a date and time with an offset or Z, which `Date.parse` alone would not insist on
 * @returns false for what is none, as 30 February
 */
export function isTime(text: string): boolean {
  const [, year, month, date] = dateTime.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || month < 1 || month > 12) return false
  return new Date(Date.UTC(2000 + (year % 400), month - 1, date)).getUTCDate() === date
}
