/** Whom a room can be given to, and giving it. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { type TeamRow, teamColumns } from '../teams/row.ts'
import type { Role } from '../users/schemas.ts'
import type { RoomMembers } from './members.ts'
import type { RoomRow } from './store.ts'

/** A member of a team, by the membership's id. */
export interface ObserverRow {
  id: string
  role: 'member' | 'admin'
  user_id: string
  organization_id: string
  email: string | null
  display_name: string
  avatar_url: string
  first_name: string
  last_name: string
  user_role: (typeof Role)['static']
  status: string
}

/** Assigned to a room: what is told to whoever is (neighbours 12.5). */
const assigned = 204

export function createAssigning(
  database: Database,
  members: RoomMembers,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const teams = lazy.prepare<[{ business_unit_id: string }], TeamRow>(`
    SELECT ${teamColumns} FROM teams
    WHERE business_unit_id = :business_unit_id AND NOT is_disabled ORDER BY rowid`)
  const observers = lazy.prepare<
    [{ team_id: string; organization_id: string; conversation_id: string }],
    ObserverRow
  >(`
    SELECT tu.id, tu.role, u.id AS user_id, m.organization_id, u.email, u.display_name, u.avatar_url,
      u.first_name, u.last_name, m.role AS user_role, m.status
    FROM team_users tu
      JOIN users u ON u.id = tu.user_id
      JOIN memberships m ON m.user_id = u.id AND m.organization_id = :organization_id
    WHERE tu.team_id = :team_id AND tu.state = 'join' AND m.status = 'active' AND NOT u.is_bot
      AND NOT EXISTS (
        SELECT 1 FROM conversation_users cu
        WHERE cu.conversation_id = :conversation_id AND cu.user_id = u.id)
    ORDER BY tu.rowid`)
  const active = `
    SELECT tu.user_id FROM team_users tu
      JOIN teams t ON t.id = tu.team_id
      JOIN memberships m ON m.user_id = tu.user_id AND m.organization_id = t.organization_id
      JOIN users u ON u.id = tu.user_id
    WHERE t.organization_id = ? AND tu.state = 'join' AND m.status = 'active' AND NOT u.is_bot`
  const userOfTeamUser = lazy.prepare<[string, string], string>(`${active} AND tu.id = ?`).pluck()
  const userInTeam = lazy
    .prepare<[string, string, string], string>(`${active} AND tu.user_id = ? AND t.id = ?`)
    .pluck()
  const userInAnyTeam = lazy
    .prepare<[string, string], string>(`${active} AND tu.user_id = ? LIMIT 1`)
    .pluck()
  const role = lazy
    .prepare<[string, string], 'member' | 'admin'>(
      "SELECT role FROM team_users WHERE team_id = ? AND user_id = ? AND state = 'join'",
    )
    .pluck()
  const updateTeam = lazy.prepare<[string, string]>(
    'UPDATE conversations SET team_id = ? WHERE id = ?',
  )
  const notify = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO notifications
      (id, organization_id, recipient, type, title, content, "from", channel_type, action_to, is_read, created_at)
    SELECT :id, :organization_id, :recipient, ${assigned}, :title,
      coalesce((
        SELECT coalesce(json_extract(content, '$.text'), json_extract(content, '$.title'))
        FROM messages WHERE conversation_id = :conversation_id ORDER BY seq DESC LIMIT 1), ''),
      (SELECT display_name FROM users WHERE id = :by), :channel_type, :action_to, 0, :created_at`)

  const assign = changes.transaction(
    (room: RoomRow, teamId: string | undefined, userId: string | undefined, by: string): void => {
      if (teamId !== undefined && teamId !== room.team_id) {
        updateTeam.run(teamId, room.id)
        room.team_id = teamId
      }
      if (userId === undefined) return
      // Guessed: whoever is given a room answers in it.
      const mode = room.mode === 'automation' ? 'manual' : room.mode
      if (!members.join(room, userId, mode, by) || userId === by) return
      notify.run({
        id: newId('notification'),
        organization_id: room.organization_id,
        recipient: userId,
        title: room.name,
        conversation_id: room.id,
        by,
        channel_type: room.channel_type,
        action_to: JSON.stringify({ team_conversation_user_id: room.team_conversation_id }),
        created_at: clock().toISOString(),
      })
    },
  )

  return {
    /** The teams of the room's business unit that are not disabled. */
    teamsFor: ({ business_unit_id }: RoomRow): TeamRow[] => teams.all({ business_unit_id }),
    /** The active members of a team who are not in the room. */
    observersFor: ({ id, organization_id }: RoomRow, teamId: string): ObserverRow[] =>
      observers.all({ conversation_id: id, organization_id, team_id: teamId }),
    /** The active user behind a membership of a team of this organization. */
    userOfTeamUser: (organizationId: string, teamUserId: string) =>
      userOfTeamUser.get(organizationId, teamUserId),
    /** Whether this is an active member of that team, or of any team of this organization. */
    isTeamUser: (organizationId: string, userId: string, teamId: string | undefined): boolean =>
      (teamId === undefined
        ? userInAnyTeam.get(organizationId, userId)
        : userInTeam.get(organizationId, userId, teamId)) !== undefined,
    /** What a user may do in a team, undefined for one who is not in it. */
    roleIn: (teamId: string, userId: string) => role.get(teamId, userId),
    /**
     * Gives a room to a team, to a user, or to both; the user is told.
     *
     * @param teamId of the room's business unit
     * @param by who does it
     */
    assign: (
      room: RoomRow,
      teamId: string | undefined,
      userId: string | undefined,
      by: string,
    ): void => assign(room, teamId, userId, by),
  }
}
export type Assigning = ReturnType<typeof createAssigning>
