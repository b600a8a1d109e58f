/** Categories of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { Category, CategoryChange } from './schemas.ts'

interface CategoryRow
  extends Pick<
    Category,
    'id' | 'name' | 'description' | 'organization_id' | 'created_at' | 'updated_at'
  > {
  /** JSON. */
  apply_to: string
  is_default: number
}

export function createCategoryStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const columns =
    'id, organization_id, name, description, apply_to, is_default, created_at, updated_at'
  const ofOrganization = lazy.prepare<[string], CategoryRow>(
    `SELECT ${columns} FROM categories WHERE organization_id = ? ORDER BY name, rowid`,
  )
  const byId = lazy.prepare<[string, string], CategoryRow>(
    `SELECT ${columns} FROM categories WHERE id = ? AND organization_id = ?`,
  )
  const insert = lazy.prepare<[CategoryRow]>(`
    INSERT INTO categories (${columns})
    VALUES (:id, :organization_id, :name, :description, :apply_to, :is_default, :created_at, :updated_at)`)
  const change = lazy.prepare<[CategoryRow]>(`
    UPDATE categories SET name = :name, description = :description, apply_to = :apply_to,
      updated_at = :updated_at
    WHERE id = :id`)
  const release = lazy.prepare<[string]>(
    'UPDATE message_templates SET category_id = NULL WHERE category_id = ?',
  )
  const erase = lazy.prepare<[string]>('DELETE FROM categories WHERE id = ?')

  const find = (id: string, organizationId: string): Category | undefined => {
    const row = byId.get(id, organizationId)
    return row && toCategory(row)
  }

  return {
    /** An organization has few: they are read and chosen from. */
    list(organizationId: string): Category[] {
      return ofOrganization.all(organizationId).map(toCategory)
    },

    find,

    create: changes.transaction(
      (
        organizationId: string,
        { name, description = '', apply_to = [] }: CategoryChange & { name: string },
      ): Category => {
        const now = clock().toISOString()
        const id = newId('category')
        insert.run({
          id,
          organization_id: organizationId,
          name,
          description,
          apply_to: JSON.stringify(apply_to),
          is_default: 0,
          created_at: now,
          updated_at: now,
        })
        return find(id, organizationId) as Category
      },
    ),

    /** @returns undefined where the organization has none of it */
    update: changes.transaction(
      (
        id: string,
        organizationId: string,
        { name, description, apply_to }: CategoryChange,
      ): Category | undefined => {
        const row = byId.get(id, organizationId)
        if (row === undefined) return undefined
        change.run({
          ...row,
          name: name ?? row.name,
          description: description ?? row.description,
          apply_to: apply_to === undefined ? row.apply_to : JSON.stringify(apply_to),
          updated_at: clock().toISOString(),
        })
        return find(id, organizationId)
      },
    ),

    /** @returns whether the organization had it */
    remove: changes.transaction((id: string, organizationId: string): boolean => {
      if (byId.get(id, organizationId) === undefined) return false
      release.run(id)
      erase.run(id)
      return true
    }),
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
