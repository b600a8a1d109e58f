/** Waits a moment for a lock that another process may hold for a moment only. */
import { StartError } from '../base/start-error.ts'

/** The path led to another file once its lock was held. */
export class FileMoved extends StartError {
  constructor(path: string) {
    super(`${path} was removed or replaced while it was opened: start again`)
  }
}

/**
 * Two processes that open one file at once keep each other from locking it, and one that is just
 * stopping has not let go yet. So whoever fails lets go of everything and tries again; whoever
 * holds the file for good is told of after about half a second.
 */
const attempts = 20

/**
 * @param open lets go of everything when it throws
 * @throws what `open` throws, for a file that stays locked after the last attempt
 */
export function whenFree<Opened>(open: () => Opened): Opened {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return open()
    } catch (error) {
      if (attempt === attempts || !mayPass(error)) throw error
      pause(attempt)
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof FileMoved || /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code)
}

/** 10 to 40 ms, unlike those of another process: else two could meet again each time. */
function pause(attempt: number): void {
  const own = process.pid * 7_919 + Math.floor(performance.timeOrigin)
  const milliseconds = 10 + ((own * attempt) % 31)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
