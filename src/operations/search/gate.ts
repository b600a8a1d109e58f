import type { ServerResponse } from 'node:http'
import { hungUp } from '../../http/hang-up.ts'

/** Lets few requests in at a time; each leaves when its response has ended, however it ended. */
export interface Gate {
  /** Waits for a place, in the order of asking. Rejects when the client hangs up meanwhile. */
  enter(response: ServerResponse): Promise<void>
}

/**
 * @param places how many may be in
 * @param patienceMs when nobody has left for so long, those in it are slow: one more may come in
 */
export function createGate(places: number, patienceMs: number): Gate {
  const waiting = new Set<() => void>()
  let inside = 0
  let patience: NodeJS.Timeout | undefined

  function admitNext(): void {
    const [next] = waiting
    next?.()
    watch()
  }

  function watch(): void {
    clearTimeout(patience)
    if (waiting.size > 0) patience = setTimeout(admitNext, patienceMs).unref()
  }

  function leave(): void {
    inside -= 1
    if (inside < places) admitNext()
  }

  return {
    enter: (response) =>
      new Promise((resolve, reject) => {
        waiting.add(admit)
        response.once('close', hangUp)
        if (inside < places) admit()
        else if (waiting.size === 1) watch()

        function admit(): void {
          waiting.delete(admit)
          response.off('close', hangUp)
          inside += 1
          response.once('close', leave)
          resolve()
        }

        function hangUp(): void {
          waiting.delete(admit)
          reject(hungUp())
        }
      }),
  }
}
