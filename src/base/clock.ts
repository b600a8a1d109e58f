/** Where a world's time comes from. The only file that looks at the machine's clock. */

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
   * @throws {RangeError} for what is no time, or no finite scale of 0 or more: nothing is changed
   */
  set(change: Partial<ClockState>): void
  /**
   * Moves the time on, or back when negative. A frozen clock stays frozen.
   *
   * @throws {RangeError} when that leads out of the years 0 to 9999: nothing is changed
   */
  advance(milliseconds: number): void
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
    const now = change.now === undefined ? time() : Date.parse(change.now)
    const next = { frozen: change.frozen ?? frozen, scale: change.scale ?? scale }
    refuseTime(now, String(change.now))
    if (!(Number.isFinite(next.scale) && next.scale >= 0)) {
      throw new RangeError(`scale: expected a number of 0 or more, found ${next.scale}`)
    }
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
    advance(milliseconds: number) {
      const now = time() + milliseconds
      refuseTime(now, `${milliseconds} ms from now`)
      set({ now: new Date(now).toISOString() })
    },
    reset: begins,
  })
}

function refuseTime(time: number, found: string): void {
  if (time >= earliest && time <= latest) return
  throw new RangeError(`now: expected a time of the years 0 to 9999, found ${found}`)
}

const clamp = (time: number) => Math.min(Math.max(time, earliest), latest)
