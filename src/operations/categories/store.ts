/** Categories of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Category } from './schemas.ts'

interface CategoryRow
  extends Pick<
    Category,
    'id' | 'name' | 'description' | 'organization_id' | 'created_at' | 'updated_at'
  > {
  /** JSON. */
  apply_to: string
  is_default: number
}

export function createCategoryStore(database: Database) {
  const ofOrganization = lazily(database).prepare<[string], CategoryRow>(`
    SELECT id, organization_id, name, description, apply_to, is_default, created_at, updated_at
    FROM categories WHERE organization_id = ? ORDER BY name, rowid`)
  return {
    /** An organization has few: they are read and chosen from. */
    list(organizationId: string): Category[] {
      return ofOrganization.all(organizationId).map(toCategory)
    },
  }
}
export type CategoryStore = ReturnType<typeof createCategoryStore>

function toCategory({ id, apply_to, is_default, ...row }: CategoryRow): Category {
  return {
    _id: id,
    id,
    public_id: id,
    name: row.name,
    description: row.description,
    apply_to: JSON.parse(apply_to),
    is_default: is_default === 1,
    organization_id: row.organization_id,
    is_deleted: false,
    extra: {},
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
