import type { ServerResponse } from 'node:http'

/** Lets few requests in at a time; each leaves when its response has ended, however it ended. */
export interface Gate {
  /** Waits for a place, in the order of asking. Rejects when the client hangs up meanwhile. */
  enter(response: ServerResponse): Promise<void>
}

/**
 * @param places how many may be in
 * @param patienceMs how long to wait at most: then it goes in anyway, as those in it may be slow
 */
export function createGate(places: number, patienceMs: number): Gate {
  const waiting = new Set<() => void>()
  let inside = 0

  function leave(): void {
    inside -= 1
    const [next] = waiting
    if (inside < places) next?.()
  }

  return {
    enter: (response) =>
      new Promise((resolve, reject) => {
        const patience = setTimeout(admit, patienceMs)
        waiting.add(admit)
        response.once('close', hangUp)
        if (inside < places) admit()

        function admit(): void {
          stopWaiting()
          inside += 1
          response.once('close', leave)
          resolve()
        }

        function hangUp(): void {
          stopWaiting()
          reject(Object.assign(new Error('the caller hung up'), { code: 'ECONNRESET' }))
        }

        function stopWaiting(): void {
          clearTimeout(patience)
          waiting.delete(admit)
          response.off('close', hangUp)
        }
      }),
  }
}
