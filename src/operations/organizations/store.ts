/** Organizations of users, and their business units, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { BusinessUnit, Organization } from './schemas.ts'

interface OrganizationRow extends Pick<Organization, 'id' | 'name' | 'created_at' | 'updated_at'> {
  is_active: number
}

type BusinessUnitRow = Omit<BusinessUnit, 'object_name' | 'public_id'>

export function createOrganizationStore(database: Database) {
  const lazy = lazily(database)
  const columns = 'o.id, o.name, o.is_active, o.created_at, o.updated_at'
  const byId = lazy.prepare<[string], OrganizationRow>(
    `SELECT ${columns} FROM organizations o WHERE o.id = ?`,
  )
  const ofUser = lazy.prepare<[{ user_id: string; is_active: number | null }], OrganizationRow>(`
    SELECT ${columns} FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.user_id = :user_id AND (:is_active IS NULL OR o.is_active = :is_active)
    ORDER BY o.rowid`)
  const unitColumns = 'id, organization_id, name, created_at, updated_at'
  const unit = lazy.prepare<[string, string], BusinessUnitRow>(
    `SELECT ${unitColumns} FROM business_units WHERE id = ? AND organization_id = ?`,
  )
  const units = lazy.prepare<[string], BusinessUnitRow>(
    `SELECT ${unitColumns} FROM business_units WHERE organization_id = ? ORDER BY rowid`,
  )

  return {
    find(id: string): Organization | undefined {
      const row = byId.get(id)
      return row && toOrganization(row)
    },

    /** @param isActive of these only; undefined: all */
    listOf: (userId: string, isActive?: boolean): Organization[] =>
      ofUser
        .all({ user_id: userId, is_active: isActive === undefined ? null : Number(isActive) })
        .map(toOrganization),

    findUnit(id: string, organizationId: string): BusinessUnit | undefined {
      const row = unit.get(id, organizationId)
      return row && toUnit(row)
    },

    listUnits: (organizationId: string): BusinessUnit[] => units.all(organizationId).map(toUnit),
  }
}
export type OrganizationStore = ReturnType<typeof createOrganizationStore>

function toOrganization({ is_active, ...row }: OrganizationRow): Organization {
  return {
    object_name: 'organization',
    id: row.id,
    name: row.name,
    created_at: row.created_at,
    updated_at: row.updated_at,
    is_active: is_active === 1,
    ai_settings: { allowed_models: [] },
  }
}

function toUnit(row: BusinessUnitRow): BusinessUnit {
  return {
    object_name: 'business_unit',
    id: row.id,
    public_id: row.id,
    organization_id: row.organization_id,
    name: row.name,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
