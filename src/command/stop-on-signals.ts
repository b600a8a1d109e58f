/** When the command ends: by a signal, or with the npm that started it. */

/** How long closing may take: longer than `close` waits for answers, shorter than Docker does. */
const patienceMs = 8_000

/**
 * npm passes a terminal's Ctrl-C on to a process that has received it already, so that one press
 * arrives twice at once.
 */
const samePressMs = 50

/**
 * The first signal lets requests finish and exits 0, also when something does not end in time: what
 * was answered is stored. A second one exits at once, with the signal's own code.
 *
 * @param close ends what has been started so far
 * @param ended told last: by what (a signal, or `npm` that is gone), and the exit code
 */
export function stopOnSignals(
  close: () => Promise<void>,
  ended: (reason: string, code: number) => void,
): void {
  let firstAt: number | undefined
  const stop = (reason: string, code: number) => {
    const exit = (withCode: number) => {
      ended(reason, withCode)
      process.exit(withCode)
    }
    if (firstAt !== undefined) {
      if (performance.now() - firstAt > samePressMs) exit(code)
      return
    }
    firstAt = performance.now()
    setTimeout(() => exit(0), patienceMs).unref()
    close().then(
      () => exit(0),
      (error) => {
        console.error(error)
        exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop('SIGINT', 130))
  process.on('SIGTERM', () => stop('SIGTERM', 143))
  stopWithNpm(() => stop('npm', 143))
}

/**
 * npm and npx put a shell in between, which a signal ends without passing it on: without this the
 * gateway would go on alone, with the port and the database.
 */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 200)
  watch.unref()
}
