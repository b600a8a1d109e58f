/** Lists of teams, of who has a part in them, and of their labels. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { TeamRole } from '../account/schemas.ts'
import type { Page } from '../lists.ts'
import { toUser, type UserRow, userColumns } from '../users/row.ts'
import { type TeamRow, teamColumns, toTeam } from './row.ts'
import {
  type MyTeam,
  sortableNames,
  type TeamLabel,
  type TeamListItem,
  type TeamUser,
} from './schemas.ts'

interface TeamListRow extends TeamRow {
  user_state: TeamUser['state'] | null
  members_count: number
  admin_count: number
}

type TeamUserRow = Pick<
  TeamUser,
  | 'id'
  | 'organization_id'
  | 'business_unit_id'
  | 'team_id'
  | 'user_id'
  | 'role'
  | 'state'
  | 'created_at'
  | 'updated_at'
>

/** Whose parts in teams are listed. Null and empty: all. */
export interface TeamUserFilter {
  organization_id: string
  team_id: string | null
  user_id: string | null
  state: TeamUser['state'] | null
  search: string
}

/** Where what the users of a team can be sorted by stands. */
const columnOf: Record<(typeof sortableNames)[number], string> = {
  created_at: 'tu.created_at',
  updated_at: 'tu.updated_at',
  role: 'tu.role',
  state: 'tu.state',
  display_name: 'u.display_name COLLATE NOCASE',
  email: 'u.email COLLATE NOCASE',
}

export function createTeamLists(database: Database) {
  const lazy = lazily(database)
  const itemColumns = `${teamColumns},
    (SELECT state FROM team_users WHERE team_id = teams.id AND user_id = :user_id) AS user_state,
    (SELECT count(*) FROM team_users WHERE team_id = teams.id AND state = 'join') AS members_count,
    (SELECT count(*) FROM team_users WHERE team_id = teams.id AND state = 'join' AND role = 'admin')
      AS admin_count`
  const ofUnit = `
    FROM teams WHERE organization_id = :organization_id
      AND business_unit_id = :business_unit_id
      AND (:search = '' OR instr(lower(name), lower(:search)))`
  const items = lazy.prepare<[Record<string, unknown>], TeamListRow>(
    `SELECT ${itemColumns} ${ofUnit} ORDER BY rowid LIMIT :limit OFFSET :skip`,
  )
  const count = lazy.prepare<[Record<string, unknown>], number>(`SELECT count(*) ${ofUnit}`).pluck()
  const item = lazy.prepare<[Record<string, string>], TeamListRow>(`
    SELECT ${itemColumns} FROM teams WHERE id = :id AND organization_id = :organization_id`)

  const team = lazy.prepare<[string], TeamRow>(`SELECT ${teamColumns} FROM teams WHERE id = ?`)

  const partColumns = `
    tu.id, t.organization_id, t.business_unit_id, tu.team_id, tu.user_id, tu.role, tu.state, tu.created_at,
    tu.updated_at`
  // Apart, so that each begins with what is known: a team's or a user's.
  const partsOf = (known: 'team_id' | 'user_id') => {
    const from = `
      FROM team_users tu JOIN teams t ON t.id = tu.team_id
      JOIN memberships m ON m.user_id = tu.user_id AND m.organization_id = t.organization_id
      JOIN users u ON u.id = tu.user_id
      WHERE tu.${known} = :${known} AND t.organization_id = :organization_id
        AND (:state IS NULL OR tu.state = :state)
        AND (:search = '' OR instr(lower(u.display_name), lower(:search))
          OR instr(lower(coalesce(u.email, '')), lower(:search)))`
    const pageIn = (order: string) =>
      lazy.prepare<[TeamUserFilter & Page], TeamUserRow>(
        `SELECT ${partColumns} ${from} ORDER BY ${order}tu.rowid LIMIT :limit OFFSET :skip`,
      )
    return {
      unsorted: pageIn(''),
      sorted: new Map(
        sortableNames.flatMap((name) => [
          [name as string, pageIn(`${columnOf[name]}, `)] as const,
          [`-${name}`, pageIn(`${columnOf[name]} DESC, `)] as const,
        ]),
      ),
      count: lazy.prepare<[TeamUserFilter], number>(`SELECT count(*) ${from}`).pluck(),
    }
  }
  const partsInTeam = partsOf('team_id')
  const partsOfUser = partsOf('user_id')
  const part = lazy.prepare<[string, string, string], TeamUserRow>(`
    SELECT ${partColumns} FROM team_users tu JOIN teams t ON t.id = tu.team_id
    WHERE tu.id = ? AND tu.team_id = ? AND t.organization_id = ?`)
  const user = lazy.prepare<[string, string], UserRow>(`
    SELECT ${userColumns} FROM users u JOIN memberships m ON m.user_id = u.id
    WHERE u.id = ? AND m.organization_id = ?`)
  const enabledTeams = lazy.prepare<[{ user_id: string; organization_id: string }], TeamUserRow>(`
    SELECT ${partColumns} FROM team_users tu JOIN teams t ON t.id = tu.team_id
    WHERE tu.user_id = :user_id AND t.organization_id = :organization_id
      AND NOT t.is_disabled
    ORDER BY t.rowid`)

  const labelsOf = 'FROM team_labels l JOIN teams t ON t.id = l.team_id WHERE l.team_id = :team_id'
  const labels = lazy.prepare<
    [{ team_id: string } & Page],
    Omit<TeamLabel, '_id' | 'public_id'> & { id: string }
  >(`
    SELECT l.id, t.organization_id, t.business_unit_id, l.team_id, l.name, l.color, l.created_at, l.updated_at
    ${labelsOf} ORDER BY l.rowid LIMIT :limit OFFSET :skip`)
  const countLabels = lazy
    .prepare<[{ team_id: string }], number>(`SELECT count(*) ${labelsOf}`)
    .pluck()

  function findItem(id: string, organizationId: string, userId: string): TeamListItem | undefined {
    const row = item.get({ id, organization_id: organizationId, user_id: userId })
    return row && toItem(row)
  }

  /** Whoever has a part in a team belongs to its organization. */
  function withUser(row: TeamUserRow): TeamUser[] {
    const found = user.get(row.user_id, row.organization_id)
    return found === undefined ? [] : [toTeamUser(row, toUser(found))]
  }

  return {
    findItem,

    /** In the teams' own order. */
    listItems(
      filter: {
        organization_id: string
        business_unit_id: string
        user_id: string
        search: string
      },
      page: Page,
    ): { teams: TeamListItem[]; count: number } {
      return {
        teams: items.all({ ...filter, ...page }).map(toItem),
        count: count.get(filter) ?? 0,
      }
    },

    /** The teams that the user is in, those that are disabled aside. */
    listMine: (userId: string, organizationId: string): MyTeam[] =>
      enabledTeams
        .all({ user_id: userId, organization_id: organizationId })
        .filter(({ state }) => state === 'join')
        .flatMap(({ team_id, role }) => {
          const team = findItem(team_id, organizationId, userId)
          return team === undefined ? [] : [{ ...team, role }]
        }),

    /** The user's parts in teams, those that are disabled aside. */
    listRolesOf: (userId: string, organizationId: string): TeamRole[] =>
      enabledTeams
        .all({ user_id: userId, organization_id: organizationId })
        .flatMap(({ created_at: _created, updated_at: _updated, ...row }) => {
          const found = team.get(row.team_id)
          return found === undefined
            ? []
            : [{ object_name: 'team_user' as const, ...row, team: toTeam(found) }]
        }),

    /**
     * Of a team, or of a user.
     *
     * @param sort a name, with `-` for downwards; without one that is known, in the order in which they came
     */
    listUsers(filter: TeamUserFilter, page: Page, sort = ''): { rows: TeamUser[]; count: number } {
      const { unsorted, sorted, count } = filter.team_id === null ? partsOfUser : partsInTeam
      return {
        rows: (sorted.get(sort) ?? unsorted).all({ ...filter, ...page }).flatMap(withUser),
        count: count.get(filter) ?? 0,
      }
    },

    /** Somebody's part in this team, by its own id. */
    findTeamUser: (id: string, teamId: string, organizationId: string) =>
      part.get(id, teamId, organizationId),

    listLabels(teamId: string, page: Page): { rows: TeamLabel[]; count: number } {
      const rows = labels.all({ team_id: teamId, ...page })
      return {
        rows: rows.map(({ id, ...row }) => ({ _id: id, public_id: id, ...row })),
        count: countLabels.get({ team_id: teamId }) ?? 0,
      }
    },
  }
}

function toItem({ user_state, members_count, admin_count, ...row }: TeamListRow): TeamListItem {
  return {
    ...toTeam(row),
    user_state: user_state ?? '',
    is_joined: user_state === 'join',
    members_count,
    admin_count,
  }
}

/** Who approved what is not kept. */
function toTeamUser(
  { created_at, updated_at, ...row }: TeamUserRow,
  user: TeamUser['user'],
): TeamUser {
  return {
    object_name: 'team_user',
    ...row,
    user,
    applicant: null,
    approver: null,
    updater: null,
    approver_at: null,
    wait_leave: false,
    created_at,
    updated_at,
  }
}
