/** Where a world's time comes from. The only file that looks at the machine's clock. */

/** Returns the current time. Replaceable, so that a run can be repeated to the byte. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
