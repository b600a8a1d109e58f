/** Teams of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { createTeamLists } from './lists.ts'
import { type TeamRow, teamColumns, toTeam } from './row.ts'
import type { Team } from './schemas.ts'
import { createTeamWrites } from './writes.ts'

export function createTeamStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const byId = lazy.prepare<[string, string], TeamRow>(
    `SELECT ${teamColumns} FROM teams WHERE id = ? AND organization_id = ?`,
  )

  return {
    ...createTeamLists(database),
    ...createTeamWrites(database, clock, newId, changes),

    find(id: string, organizationId: string): Team | undefined {
      const row = byId.get(id, organizationId)
      return row && toTeam(row)
    },
  }
}
export type TeamStore = ReturnType<typeof createTeamStore>
