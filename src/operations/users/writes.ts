/** What changes users, and how they stand to their organizations. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { type Profile, profileFields, type Standing, type User } from './schemas.ts'

/** What changes of how a user stands to an organization. */
export interface Place {
  organization_id: string
  role?: User['role']
  status?: Standing
  /** Whose own sessions stay. */
  caller_id: string
}

export function createUserWrites(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const assignments = profileFields.map((field) => `${field} = coalesce(:${field}, ${field})`)
  const updateProfile = lazy.prepare<[Record<string, unknown>]>(
    `UPDATE users SET ${assignments.join(', ')}, updated_at = :now WHERE id = :id`,
  )
  const updateRole = lazy.prepare<[string, string, string]>(
    'UPDATE memberships SET role = ? WHERE user_id = ? AND organization_id = ?',
  )
  const updateStatus = lazy.prepare<[string, string, string]>(
    'UPDATE memberships SET status = ? WHERE user_id = ? AND organization_id = ?',
  )
  const endSessions = lazy.prepare<[string, string]>(
    "DELETE FROM tokens WHERE kind = 'user' AND user_id = ? AND organization_id = ?",
  )
  const byEmail = lazy
    .prepare<[string], string>(
      'SELECT id FROM users WHERE lower(email) = lower(?) AND NOT is_bot ORDER BY rowid LIMIT 1',
    )
    .pluck()
  const insertUser = lazy.prepare<[Record<string, string>]>(`
    INSERT INTO users (id, display_name, avatar_url, email, is_bot, created_at, updated_at)
    VALUES (:id, :email, '', :email, 0, :now, :now)`)
  const insertMembership = lazy.prepare<[string, string, string]>(`
    INSERT INTO memberships (user_id, organization_id, role, status) VALUES (?, ?, ?, 'invited')
    ON CONFLICT DO NOTHING`)

  /**
   * Ends the user's sessions there too, where the user may not enter any more: but not the caller's own, who
   * could not take it back (guessed).
   */
  function putStatus(id: string, organizationId: string, status: Standing, callerId: string): void {
    updateStatus.run(status, id, organizationId)
    if (status === 'active') return
    if (id !== callerId) endSessions.run(id, organizationId)
    changes.note(() => ({
      kind: 'user_deactivated',
      organization_id: organizationId,
      user_id: id,
    }))
  }

  return {
    /**
     * Changes what is given and leaves the rest.
     *
     * @param place where the user gets another role or status, if he or she does
     */
    updateProfile: changes.transaction((id: string, profile: Profile, place?: Place) => {
      if (place?.role !== undefined) updateRole.run(place.role, id, place.organization_id)
      if (place?.status !== undefined) {
        putStatus(id, place.organization_id, place.status, place.caller_id)
      }
      const none = Object.fromEntries(profileFields.map((field) => [field, null]))
      const { on_boarded } = profile
      updateProfile.run({
        ...none,
        ...profile,
        on_boarded: on_boarded === undefined ? null : Number(on_boarded),
        id,
        now: clock().toISOString(),
      })
    }),

    setRole: changes.transaction((id: string, organizationId: string, role: User['role']) => {
      updateRole.run(role, id, organizationId)
    }),

    setStatus: changes.transaction(putStatus),

    /**
     * Users with these addresses, new where nobody has one. Whoever is in the organization stays as before.
     *
     * @returns their ids, in order
     */
    invite: changes.transaction(
      (organizationId: string, invited: { email: string; role: User['role'] }[]) =>
        invited.map(({ email, role }) => {
          let id = byEmail.get(email)
          if (id === undefined) {
            id = newId('user')
            insertUser.run({ id, email, now: clock().toISOString() })
          }
          insertMembership.run(id, organizationId, role)
          return id
        }),
    ),
  }
}
