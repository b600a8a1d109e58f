/** Lists and numbers of an organization's users. Bots are left out: nobody assigns a conversation to one. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Page } from '../lists.ts'
import { toUser, type UserRow, userColumns } from './row.ts'
import { type RoleCounts, roles, type User } from './schemas.ts'

export interface UserFilter {
  organization_id: string
  /** In the name or the e-mail, in any case. Empty: everybody. */
  search: string
  /** Comma lists. Empty: all. */
  roles: string
  status: string
}

/** What users can be sorted by, and where it stands. */
const sortable: Record<string, string> = {
  created_at: 'u.created_at',
  updated_at: 'u.updated_at',
  display_name: 'u.display_name COLLATE NOCASE',
  email: 'u.email COLLATE NOCASE',
  role: 'm.role',
  status: 'm.status',
}

export function createUserLists(database: Database) {
  const lazy = lazily(database)
  const ofOrganization = `
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = :organization_id AND NOT u.is_bot`
  const matching = `${ofOrganization}
    AND (:search = '' OR instr(lower(u.display_name), lower(:search))
      OR instr(lower(coalesce(u.email, '')), lower(:search)))
    AND (:roles = '[]' OR m.role IN (SELECT value FROM json_each(:roles)))
    AND (:status = '[]' OR m.status IN (SELECT value FROM json_each(:status)))`
  const count = lazy.prepare<[UserFilter], number>(`SELECT count(*) ${matching}`).pluck()
  // Ids first: what is sorted is small, and the teams are looked up of those on the page alone.
  const pageIn = (order: string) =>
    lazy.prepare<[UserFilter & Page], UserRow>(`
      WITH page AS (
        SELECT u.id ${matching} ORDER BY ${order}u.rowid LIMIT :limit OFFSET :skip)
      SELECT ${userColumns} FROM page CROSS JOIN users u ON u.id = page.id
        CROSS JOIN memberships m ON m.user_id = u.id AND m.organization_id = :organization_id
      ORDER BY ${order}u.rowid`)
  const pages = new Map(
    Object.entries(sortable).flatMap(([name, column]) => [
      [name, pageIn(`${column}, `)] as const,
      [`-${name}`, pageIn(`${column} DESC, `)] as const,
    ]),
  )
  const unsorted = pageIn('')
  const all = lazy.prepare<[{ organization_id: string }], UserRow>(`
    SELECT ${userColumns} ${ofOrganization} AND m.role IN ('owner', 'member') ORDER BY u.rowid`)
  const byRole = lazy.prepare<[{ organization_id: string }], { role: User['role']; users: number }>(
    `SELECT m.role, count(*) AS users ${ofOrganization} GROUP BY m.role`,
  )

  return {
    /** @param sort a name, with `-` for downwards; one that is unknown is not read, as clients send `undefined` */
    list(filter: UserFilter, sort: string, page: Page): { users: User[]; count: number } {
      const wanted = { ...filter, roles: listed(filter.roles), status: listed(filter.status) }
      const rows = (pages.get(sort) ?? unsorted).all({ ...wanted, ...page })
      return { users: rows.map(toUser), count: count.get(wanted) ?? 0 }
    },

    /** Owners and members: everybody who may be asked to help. */
    listAll: (organizationId: string): User[] =>
      all.all({ organization_id: organizationId }).map(toUser),

    countRoles(organizationId: string): RoleCounts {
      const found = byRole.all({ organization_id: organizationId })
      const counts = new Map(found.map(({ role, users }) => [role, users]))
      return Object.fromEntries(roles.map((role) => [role, counts.get(role) ?? 0])) as RoleCounts
    },
  }
}

/** A comma list as JSON. */
function listed(words: string): string {
  return JSON.stringify(
    words
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  )
}
