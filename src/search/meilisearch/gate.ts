import { setTimeout } from 'node:timers/promises'

/** Where searches wait until the number they need has been reached. */
export interface Gate {
  /** Waits for `seq`, at most `limitMs`. Answers whether it was reached in time. */
  wait(seq: number, limitMs: number): Promise<boolean>
  /** Lets everybody through who waits for this number or a lower one. */
  reach(seq: number): void
  /** Whoever waits now goes through with the next number: numbers begin anew. */
  restart(): void
}

export function createGate(): Gate {
  const waiting = new Set<{ seq: number; open: () => void }>()

  return {
    async wait(seq, limitMs) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const waiter = { seq, open: resolve }
      waiting.add(waiter)
      const over = new AbortController()
      const late = setTimeout(limitMs, false, { signal: over.signal }).catch(() => false)
      const isInTime = await Promise.race([promise.then(() => true), late])
      over.abort()
      waiting.delete(waiter)
      return isInTime
    },
    reach(seq) {
      for (const waiter of waiting) if (waiter.seq <= seq) waiter.open()
    },
    restart() {
      for (const waiter of waiting) waiter.seq = 0
    },
  }
}
