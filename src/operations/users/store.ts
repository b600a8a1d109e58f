/** Users of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { createUserLists } from './lists.ts'
import { toUser, type UserRow, userColumns } from './row.ts'
import type { Member, User } from './schemas.ts'
import { createUserWrites } from './writes.ts'

type TeamOfMember = Member['teams'][number]

export function createUserStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const byId = lazy.prepare<[string, string], UserRow>(`
    SELECT ${userColumns} FROM users u JOIN memberships m ON m.user_id = u.id
    WHERE u.id = ? AND m.organization_id = ?`)
  const member = lazy.prepare<
    [{ id: string; organization_id: string }],
    Omit<Member, 'object_name' | 'is_bot' | 'teams'> & { is_bot: number }
  >(`
    SELECT id, display_name, avatar_url, first_name, last_name, is_bot FROM users
    WHERE id = :id`)
  const teamsOfMember = lazy.prepare<[{ id: string; organization_id: string }], TeamOfMember>(`
    SELECT t.id AS team_id, t.name AS team_name, tu.role AS team_user_role
    FROM team_users tu JOIN teams t ON t.id = tu.team_id
    WHERE tu.user_id = :id AND t.organization_id = :organization_id
      AND tu.state = 'join' AND NOT t.is_disabled
    ORDER BY t.rowid`)

  return {
    ...createUserLists(database),
    ...createUserWrites(database, clock, newId, changes),

    find(id: string, organizationId: string): User | undefined {
      const row = byId.get(id, organizationId)
      return row && toUser(row)
    },

    /** The user as one who is in a conversation of this organization. */
    findMember(id: string, organizationId: string): Member | undefined {
      const key = { id, organization_id: organizationId }
      const row = member.get(key)
      return (
        row && {
          object_name: 'simple_user',
          ...row,
          is_bot: row.is_bot === 1,
          teams: teamsOfMember.all(key),
        }
      )
    },
  }
}
export type UserStore = ReturnType<typeof createUserStore>
