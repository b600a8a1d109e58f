/** A team as a row, and as the platform shows it. */
import type { Team } from './schemas.ts'

export interface TeamRow
  extends Omit<
    Team,
    'object_name' | '_id' | 'public_id' | 'is_default' | 'is_disabled' | 'is_delete'
  > {
  is_default: number
  is_disabled: number
}

export const teamColumns =
  'id, organization_id, business_unit_id, name, mode, icon_url, description, is_default, is_disabled, created_at, updated_at'

export function toTeam(row: TeamRow): Team {
  return {
    object_name: 'team',
    id: row.id,
    _id: row.id,
    public_id: row.id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    name: row.name,
    mode: row.mode,
    icon_url: row.icon_url,
    description: row.description,
    is_default: row.is_default === 1,
    is_disabled: row.is_disabled === 1,
    is_delete: false,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
