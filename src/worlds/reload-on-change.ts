import { foldersOf, resolveFixtures } from '../fixtures/sources.ts'
import { watchFolders } from '../fixtures/watch-folders.ts'
import type { Worlds } from './types.ts'
import type { WorldOptions } from './world.ts'

interface Log {
  info(message: string): void
  warn(message: string): void
}

/** Starts worlds over when the fixture's files change. @returns what ends it */
export function reloadOnChange(
  worlds: Worlds,
  fixtures: WorldOptions['fixtures'],
  log: Log,
): () => Promise<void> {
  const end = watchFolders(foldersOf(resolveFixtures(fixtures)), () => {
    try {
      const kept = worlds.reload()
      if (kept.length === 0) log.info('the fixture has changed: every world starts over from it')
      for (const { name, error } of kept) {
        log.warn(`the fixture has changed, and world ${name} stays as it was: ${messageOf(error)}`)
      }
    } catch (error) {
      log.warn(`the fixture has changed, and the worlds stay as they are: ${messageOf(error)}`)
    }
  })
  return async () => end()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
