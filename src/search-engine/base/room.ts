/** How many bytes of answers may be under way to their clients before a long search begins. */
const MOST = 64 * 1024 * 1024

/** So long it waits for clients to take theirs, in ms: they may be slow. */
const PATIENCE_MS = 5_000

/** What is known of the answers that were made and are kept until they have gone out. */
export interface Room {
  take(bytes: number, until: Promise<unknown>): void
  /** Resolves when few bytes are under way, or nobody takes any. */
  free(): Promise<void>
}

export function createRoom(most = MOST, patienceMs = PATIENCE_MS): Room {
  const waiting = new Set<() => void>()
  let taken = 0

  function give(bytes: number): void {
    taken -= bytes
    if (taken <= most) for (const go of waiting) go()
  }

  return {
    take(bytes, until) {
      taken += bytes
      until.then(
        () => give(bytes),
        () => give(bytes),
      )
    },
    free: () =>
      new Promise((resolve) => {
        if (taken <= most) return resolve()
        const patience = setTimeout(go, patienceMs).unref()
        waiting.add(go)
        function go(): void {
          clearTimeout(patience)
          waiting.delete(go)
          resolve()
        }
      }),
  }
}
