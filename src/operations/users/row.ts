/** A user as a row, and as the platform shows it. */
import type { User } from './schemas.ts'

export interface UserRow
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

/** Teams that are disabled are nobody's. */
const teamsOfUser = `
  FROM team_users tu JOIN teams t ON t.id = tu.team_id
  WHERE tu.user_id = u.id AND t.organization_id = m.organization_id
    AND tu.state = 'join' AND NOT t.is_disabled`

/** Of `users u JOIN memberships m`. */
export const userColumns = `
  u.id, m.organization_id, u.email, m.role, u.display_name, u.avatar_url, u.gender, u.first_name,
  u.last_name, u.area_code, u.phone_number, u.language, m.status, u.is_bot, u.on_boarded,
  u.created_at, u.updated_at,
  (SELECT json_group_array(tu.team_id ORDER BY t.rowid) ${teamsOfUser}) AS team_ids`

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
    is_archived: row.status === 'archived',
    is_active: row.status === 'active',
    on_boarded: row.on_boarded === 1,
    team_ids: JSON.parse(row.team_ids),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
