import { setImmediate } from 'node:timers/promises'

let latest: Promise<void> = Promise.resolve()

/**
 * For long work, between its slices: waits until everything else that is due has had its chance. One
 * slice is done in between, however many works there are, so that they do not add up to a pause.
 */
export function turn(): Promise<void> {
  latest = latest.then(() => setImmediate())
  return latest
}
