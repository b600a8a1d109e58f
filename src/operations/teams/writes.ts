/** What changes teams, and who has a part in them. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { Team, TeamUser } from './schemas.ts'

/** What of a team can be said. What is not stays as it is. */
export type TeamChange = Partial<
  Pick<Team, 'name' | 'description' | 'icon_url' | 'mode' | 'is_disabled'>
>

/** Whose part in which team. */
export interface Part {
  organization_id: string
  team_id: string
  user_id: string
}

export function createTeamWrites(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const firstUnit = lazy
    .prepare<[string], string>(
      'SELECT id FROM business_units WHERE organization_id = ? ORDER BY rowid LIMIT 1',
    )
    .pluck()
  const insert = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO teams
      (id, organization_id, business_unit_id, name, is_default, mode, icon_url, description,
       is_disabled, created_at, updated_at)
    VALUES
      (:id, :organization_id, :business_unit_id, :name, 0, :mode, :icon_url, :description,
       :is_disabled, :now, :now)`)
  const update = lazy.prepare<[Record<string, unknown>]>(`
    UPDATE teams SET name = coalesce(:name, name), description = coalesce(:description, description),
      icon_url = coalesce(:icon_url, icon_url), mode = coalesce(:mode, mode),
      is_disabled = coalesce(:is_disabled, is_disabled), updated_at = :now
    WHERE id = :id`)
  // Of open conversations an index tells the team's, of the others the few statuses that they have.
  const orphan = [
    `UPDATE conversations SET team_id = NULL
     WHERE team_id = :id AND is_open`,
    `UPDATE conversations SET team_id = NULL
     WHERE business_unit_id = (SELECT business_unit_id FROM teams WHERE id = :id)
       AND status IN ('closed', 'spam') AND team_id = :id`,
  ].map((sql) => lazy.prepare<[{ id: string }]>(sql))
  // Groups of none, which the views count would go on to list.
  const forgetCounts = lazy.prepare<[{ id: string; organization_id: string }]>(`
    DELETE FROM conversation_counts
    WHERE organization_id = :organization_id AND team_id = :id AND conversations = 0`)
  const remove = lazy.prepare<[{ id: string }]>('DELETE FROM teams WHERE id = :id')
  const part = lazy.prepare<
    [string, string],
    { id: string; role: TeamUser['role']; state: TeamUser['state'] }
  >('SELECT id, role, state FROM team_users WHERE team_id = ? AND user_id = ?')
  const putPart = lazy.prepare<[Record<string, string>]>(`
    INSERT INTO team_users (id, team_id, user_id, role, state, created_at, updated_at)
    VALUES (:id, :team_id, :user_id, :role, :state, :now, :now)
    ON CONFLICT (team_id, user_id) DO UPDATE
      SET role = excluded.role, state = excluded.state, updated_at = excluded.updated_at`)
  const removePart = lazy.prepare<[string, string]>(
    'DELETE FROM team_users WHERE team_id = ? AND user_id = ?',
  )

  function notePart(about: Part): void {
    changes.note(() => ({ kind: 'team_user_updated', ...about }))
  }

  /** Writes nothing where all is so already. */
  function put(
    { organization_id, team_id, user_id }: Part,
    wanted: { role?: TeamUser['role']; state?: TeamUser['state'] },
  ): void {
    const before = part.get(team_id, user_id)
    const role = wanted.role ?? before?.role ?? 'member'
    const state = wanted.state ?? before?.state ?? 'join'
    if (before?.role === role && before.state === state) return
    const id = before?.id ?? newId('team_user')
    putPart.run({ id, team_id, user_id, role, state, now: clock().toISOString() })
    notePart({ organization_id, team_id, user_id })
  }

  return {
    /** The business unit of a team that names none. */
    firstUnitOf: (organizationId: string) => firstUnit.get(organizationId),

    /** @returns its id. The user is its first admin */
    create: changes.transaction(
      (
        place: { organization_id: string; business_unit_id: string },
        team: TeamChange & { name: string },
        userId: string,
      ): string => {
        const id = newId('team')
        insert.run({
          description: '',
          icon_url: '',
          mode: 'public',
          ...team,
          ...place,
          id,
          is_disabled: Number(team.is_disabled ?? false),
          now: clock().toISOString(),
        })
        const { organization_id } = place
        changes.note(() => ({ kind: 'team_updated', organization_id, team_id: id }))
        put({ organization_id, team_id: id, user_id: userId }, { role: 'admin' })
        return id
      },
    ),

    update: changes.transaction((id: string, organization_id: string, change: TeamChange) => {
      const { name, description, icon_url, mode, is_disabled } = change
      update.run({
        name: name ?? null,
        description: description ?? null,
        icon_url: icon_url ?? null,
        mode: mode ?? null,
        is_disabled: is_disabled === undefined ? null : Number(is_disabled),
        id,
        now: clock().toISOString(),
      })
      changes.note(() => ({ kind: 'team_updated', organization_id, team_id: id }))
    }),

    /** Its conversations are in no team then; who was in it, and its labels, go with it. */
    remove: changes.transaction((id: string, organization_id: string) => {
      for (const statement of orphan) statement.run({ id })
      forgetCounts.run({ id, organization_id })
      remove.run({ id })
      changes.note(() => ({ kind: 'team_updated', organization_id, team_id: id }))
    }),

    /** Gives users a part in a team. What is not said is as before: at first a member who has joined. */
    putUsers: changes.transaction(
      (
        place: Omit<Part, 'user_id'>,
        users: { user_id: string; role?: TeamUser['role']; state?: TeamUser['state'] }[],
      ) => {
        for (const { user_id, ...wanted } of users) put({ ...place, user_id }, wanted)
      },
    ),

    /** Takes away the parts that these users have. */
    removeUsers: changes.transaction((place: Omit<Part, 'user_id'>, userIds: string[]) => {
      for (const user_id of userIds) {
        if (removePart.run(place.team_id, user_id).changes > 0) notePart({ ...place, user_id })
      }
    }),
  }
}
