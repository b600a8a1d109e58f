/** Uploaded files, by prepared SQL. All of a world together are bounded. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'

export interface Upload {
  name: string
  content_type: string
  bytes: Buffer
  created_at: string
}

/** A small file takes a page of the database too: so the number of files is bounded as well. */
const leastBytes = 4096

export function createUploadStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  // Lengths stand in the rows: the bytes are not read for them.
  const taken = lazy
    .prepare<[], number>(
      `SELECT coalesce(sum(max(octet_length(bytes), ${leastBytes})), 0) FROM uploads`,
    )
    .pluck()
  const insert = lazy.prepare<[Upload & { organization_id: string }]>(`
    INSERT INTO uploads (name, organization_id, content_type, bytes, created_at)
    VALUES (:name, :organization_id, :content_type, :bytes, :created_at)`)
  const byName = lazy.prepare<[string], Upload>(
    'SELECT name, content_type, bytes, created_at FROM uploads WHERE name = ?',
  )

  return {
    /**
     * @param extension with its dot, or empty
     * @param most bytes of all files of the world together, each counted as 4 KiB at least
     * @returns its name; undefined when there is no room for it
     */
    add: changes.transaction(
      (
        organizationId: string,
        extension: string,
        contentType: string,
        bytes: Buffer,
        most: number,
      ): string | undefined => {
        if ((taken.get() ?? 0) + Math.max(bytes.length, leastBytes) > most) return undefined
        const name = newId('upload') + extension
        insert.run({
          name,
          organization_id: organizationId,
          content_type: contentType,
          bytes,
          created_at: clock().toISOString(),
        })
        return name
      },
    ),

    find: (name: string): Upload | undefined => byName.get(name),
  }
}
export type UploadStore = ReturnType<typeof createUploadStore>
