import { type BigIntStats, statSync } from 'node:fs'

/**
 * Compares what lies at a path with the file that was opened there.
 *
 * @param path a database that has just been opened
 * @returns says in a sentence what has happened to the file or to its changes beside it, if anything
 */
export function watchFile(path: string): () => string | undefined {
  const hasFile = watch(path)
  // Made with the first change, and then held open to the end.
  const hasChanges = watch(`${path}-wal`)
  return () => {
    const file = hasFile()
    if (file === 'cut') return `${path} was cut short while it was in use: rows are lost`
    if (file === 'gone') {
      return `${path} was removed or replaced while it was in use: what is written now will be gone when this process ends; bring the file back, and start again`
    }
    if (hasChanges() !== 'gone') return undefined
    return `${path}-wal was removed or replaced while it was in use: end this process with Ctrl-C or SIGTERM, which still saves the changes, and start again`
  }
}

function watch(path: string): () => 'there' | 'gone' | 'cut' {
  const look = () => statSync(path, { bigint: true, throwIfNoEntry: false })
  let known: BigIntStats | undefined = look()
  return () => {
    const now = look()
    known ??= now
    if (known === undefined) return 'there'
    if (now?.ino !== known.ino || now.dev !== known.dev) return 'gone'
    if (now.size < known.size) return 'cut'
    known = now
    return 'there'
  }
}
