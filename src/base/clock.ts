/** Where a world's time comes from. The only file that looks at the machine's clock. */
import { durationMs, isTime } from './durations.ts'

/** Returns the current time. Replaceable, so that a run can be repeated to the byte. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

export interface ClockState {
  /** The world's time, as `2026-01-31T09:00:00.000Z`. */
  now: string
  /** Whether it stands still. */
  frozen: boolean
  /** How many times as fast as the clock below it runs while it does not stand still. */
  scale: number
}

/** A world's clock: it follows another until it is told otherwise. */
export interface WorldClock {
  (): Date
  state(): ClockState
  /**
   * Changes what is named and leaves the rest.
   *
   * @throws {RangeError} for what is no time of the years 0 to 9999, no finite scale of 0 or more, or
   *   no field of it: nothing is changed
   */
  set(change: Partial<ClockState>): void
  /**
   * Moves the time on, or back when negative. A frozen clock stays frozen.
   *
   * @param by milliseconds, or an ISO 8601 duration without years and months, such as `PT1H`
   * @throws {RangeError} for what is none, or leads out of the years 0 to 9999: nothing is changed
   */
  advance(by: number | string): void
  /** As it was made. */
  reset(): void
}

/** Times outside of these cannot be written in four digits of a year. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** @param base what it follows; `begin` is what it is set to at once */
export function createWorldClock(base: Clock, begin: Partial<ClockState> = {}): WorldClock {
  const followsBase = { from: 0, at: 0, frozen: false, scale: 1 }
  let { from, at, frozen, scale } = followsBase
  /** Undefined while it follows its base to the millisecond. */
  let isSet = false

  const time = () => {
    if (!isSet) return base().getTime()
    return frozen ? at : clamp(at + (base().getTime() - from) * scale)
  }

  function set(change: Partial<ClockState>): void {
    refuseChange(change)
    const now = change.now === undefined ? time() : Date.parse(change.now)
    const next = { frozen: change.frozen ?? frozen, scale: change.scale ?? scale }
    refuseTime(now, String(change.now))
    isSet = true
    from = base().getTime()
    at = now
    frozen = next.frozen
    scale = next.scale
  }

  function begins(): void {
    isSet = false
    ;({ from, at, frozen, scale } = followsBase)
    if (Object.values(begin).some((value) => value !== undefined)) set(begin)
  }

  begins()
  return Object.assign(() => new Date(time()), {
    state: () => ({ now: new Date(time()).toISOString(), frozen, scale }),
    set,
    advance(by: number | string) {
      const milliseconds = typeof by === 'string' ? durationMs(by) : by
      if (!Number.isInteger(milliseconds)) {
        throw new RangeError(
          `by: expected whole milliseconds or an ISO duration of weeks, days, hours, minutes and seconds such as PT1H, found ${by}`,
        )
      }
      const now = time() + Number(milliseconds)
      refuseTime(now, `${by}${typeof by === 'string' ? '' : ' ms'} from now`)
      set({ now: new Date(now).toISOString() })
    },
    reset: begins,
  })
}

function refuseChange(change: Partial<ClockState>): void {
  const { now, frozen = false, scale = 1, ...others } = change
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    throw new RangeError(`${unknown}: not known, expected now, frozen or scale`)
  }
  if (now !== undefined && !(typeof now === 'string' && isTime(now))) {
    throw new RangeError(
      `now: expected a date and time with its offset or Z, such as 2022-04-07T04:11:28.148Z, found ${now}`,
    )
  }
  if (typeof frozen !== 'boolean') {
    throw new RangeError(`frozen: expected true or false, found ${frozen}`)
  }
  if (!(Number.isFinite(scale) && scale >= 0)) {
    throw new RangeError(`scale: expected a number of 0 or more, found ${scale}`)
  }
}

function refuseTime(time: number, found: string): void {
  if (time >= earliest && time <= latest) return
  throw new RangeError(`now: expected a time of the years 0 to 9999, found ${found}`)
}

const clamp = (time: number) => Math.min(Math.max(time, earliest), latest)
