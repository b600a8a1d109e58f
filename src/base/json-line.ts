import { systemClock } from './clock.ts'

const levels = { info: 30, warn: 40, fatal: 60 }

/** A line in the form of the log's own, as programs read them. */
export function jsonLine(level: keyof typeof levels, fields: Record<string, unknown>): string {
  return JSON.stringify({ level: levels[level], time: systemClock().getTime(), ...fields })
}
