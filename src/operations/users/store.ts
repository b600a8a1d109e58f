/** Users of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import { text } from '../../database/parameters.ts'
import type { Member, User } from './schemas.ts'

interface UserRow
  extends Omit<
    User,
    | 'object_name'
    | 'internal_id'
    | 'public_id'
    | 'email'
    | 'is_bot'
    | 'is_admin'
    | 'is_deleted'
    | 'is_archived'
    | 'is_active'
    | 'on_boarded'
    | 'team_ids'
  > {
  email: string | null
  is_bot: number
  on_boarded: number
  /** JSON. */
  team_ids: string
}

type TeamOfMember = Member['teams'][number]

/** Teams that are disabled are nobody's. */
const teamsOfUser = `
  FROM team_users tu JOIN teams t ON t.id = tu.team_id
  WHERE tu.user_id = u.id AND t.organization_id = m.organization_id
    AND tu.state = 'join' AND NOT t.is_disabled`

export function createUserStore(database: Database) {
  const lazy = lazily(database)
  const columns = `
    u.id, m.organization_id, u.email, m.role, u.display_name, u.avatar_url, u.gender, u.first_name,
    u.last_name, u.area_code, u.phone_number, u.language, m.status, u.is_bot, u.on_boarded,
    u.created_at, u.updated_at,
    (SELECT json_group_array(tu.team_id ORDER BY t.rowid) ${teamsOfUser}) AS team_ids`
  const byId = lazy.prepare<[string, string], UserRow>(`
    SELECT ${columns} FROM users u JOIN memberships m ON m.user_id = u.id
    WHERE u.id = ? AND m.organization_id = ?`)
  const member = lazy.prepare<
    [{ id: string; organization_id: string }],
    Omit<Member, 'object_name' | 'is_bot' | 'teams'> & { is_bot: number }
  >(`
    SELECT id, display_name, avatar_url, first_name, last_name, is_bot FROM users
    WHERE id = ${text('id')}`)
  const teamsOfMember = lazy.prepare<[{ id: string; organization_id: string }], TeamOfMember>(`
    SELECT t.id AS team_id, t.name AS team_name, tu.role AS team_user_role
    FROM team_users tu JOIN teams t ON t.id = tu.team_id
    WHERE tu.user_id = ${text('id')} AND t.organization_id = ${text('organization_id')}
      AND tu.state = 'join' AND NOT t.is_disabled
    ORDER BY t.rowid`)

  return {
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

export function toUser(row: UserRow): User {
  return {
    object_name: 'user',
    id: row.id,
    internal_id: row.id,
    public_id: row.id,
    organization_id: row.organization_id,
    email: row.email ?? '',
    role: row.role,
    display_name: row.display_name,
    avatar_url: row.avatar_url,
    gender: row.gender,
    first_name: row.first_name,
    last_name: row.last_name,
    area_code: row.area_code,
    phone_number: row.phone_number,
    language: row.language,
    status: row.status,
    is_bot: row.is_bot === 1,
    is_admin: row.role === 'owner' || row.role === 'admin',
    is_deleted: false,
    is_archived: false,
    is_active: row.status === 'active',
    on_boarded: row.on_boarded === 1,
    team_ids: JSON.parse(row.team_ids),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
