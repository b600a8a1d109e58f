/** Waits that end when the server does. */
export interface Naps {
  /** @returns what ends the wait without its `then` */
  sleep: (ms: number, then: () => void) => () => void
  /** Ends those that are on, and each that comes, at once. */
  end: () => void
}

export function createNaps(): Naps {
  const waking = new Set<() => void>()
  let isOver = false
  return {
    sleep(ms, then) {
      const cancel = () => {
        clearTimeout(timer)
        waking.delete(wake)
      }
      const wake = () => {
        cancel()
        then()
      }
      const timer = setTimeout(wake, isOver ? 0 : ms)
      waking.add(wake)
      return cancel
    },
    end() {
      isOver = true
      for (const wake of [...waking]) wake()
    },
  }
}
