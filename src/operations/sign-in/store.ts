/** Who signs in with what, and the tokens of it, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { LoginAccess, OrganizationOfUser } from './schemas.ts'

/** Lives of tokens (neighbours 3). */
const loginMs = 3 * 3_600_000
const dayMs = 24 * 3_600_000
const accessMs = 30 * dayMs

export interface Secrets {
  id: string
  email: string
  passwords: string[]
  sign_in_codes: string[]
}

export interface SecretsRow {
  id: string
  email: string
  /** JSON, as `sign_in_codes`. */
  passwords: string
  sign_in_codes: string
}

type OrganizationRow = Pick<
  OrganizationOfUser,
  'organization_id' | 'display_name' | 'role' | 'status' | 'display_name_user' | 'avatar_url'
> & { is_active: number }

export function createSignInStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  // A bot signs in to nothing. Of two users of one address the first does.
  const byEmail = lazy.prepare<[string], SecretsRow>(`
    SELECT id, email, passwords, sign_in_codes FROM users
    WHERE lower(email) = lower(?) AND NOT is_bot ORDER BY rowid LIMIT 1`)
  const organizations = lazy.prepare<[string], OrganizationRow>(`
    SELECT o.id AS organization_id, o.name AS display_name, o.is_active, m.role, m.status,
      u.display_name AS display_name_user, u.avatar_url
    FROM memberships m JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = m.user_id
    WHERE m.user_id = ? ORDER BY o.rowid`)
  const status = lazy
    .prepare<[string, string], string>(
      'SELECT status FROM memberships WHERE user_id = ? AND organization_id = ?',
    )
    .pluck()
  const accept = lazy.prepare<[string, string]>(`
    UPDATE memberships SET status = 'active'
    WHERE user_id = ? AND organization_id = ? AND status = 'invited'`)
  const insertLogin = lazy.prepare<[string, string, string]>(
    'INSERT INTO login_tokens (token, user_id, expires_at) VALUES (?, ?, ?)',
  )
  const revokeLogin = lazy.prepare<[string]>('DELETE FROM login_tokens WHERE token = ?')
  const insertToken = lazy.prepare<[string, 'user' | 'api_key', string, string, string | null]>(`
    INSERT INTO tokens (token, kind, organization_id, user_id, expires_at)
    VALUES (?, ?, ?, ?, ?)`)
  const insertUser = lazy.prepare<[Record<string, string>]>(`
    INSERT INTO users (id, display_name, avatar_url, email, is_bot, passwords, created_at, updated_at)
    VALUES (:id, :display_name, '', :email, 0, :passwords, :now, :now)`)
  const setPasswords = lazy.prepare<[string, string, string]>(
    'UPDATE users SET passwords = ?, updated_at = ? WHERE id = ?',
  )

  function createLogin({ id, email }: Pick<Secrets, 'id' | 'email'>): LoginAccess {
    const token = newId('login_token')
    const expired_at = new Date(clock().getTime() + loginMs).toISOString()
    insertLogin.run(token, id, expired_at)
    return { object_name: 'login_access', id: token, token, email, expired_at }
  }

  return {
    /** @param email without spaces */
    findByEmail(email: string): Secrets | undefined {
      const row = byEmail.get(email)
      return (
        row && {
          ...row,
          passwords: JSON.parse(row.passwords),
          sign_in_codes: JSON.parse(row.sign_in_codes),
        }
      )
    },

    listOrganizations: (userId: string): OrganizationOfUser[] =>
      organizations.all(userId).map(({ is_active, ...row }) => ({
        organization_id: row.organization_id,
        display_name: row.display_name,
        icon_url: '',
        is_paid: true,
        is_active: is_active === 1,
        role: row.role,
        is_admin: row.role === 'owner' || row.role === 'admin',
        status: row.status,
        display_name_user: row.display_name_user,
        avatar_url: row.avatar_url,
      })),

    /** How the user stands to an organization, undefined for one that is not the user's. */
    findStatus: (userId: string, organizationId: string) => status.get(userId, organizationId),

    createLogin: changes.transaction(createLogin),

    /**
     * A session in an organization of the user's. Whoever was invited to it has come.
     *
     * @param loginToken is used up
     */
    createAccess: changes.transaction(
      (userId: string, organizationId: string, loginToken?: string) => {
        if (loginToken !== undefined) revokeLogin.run(loginToken)
        accept.run(userId, organizationId)
        const token = newId('access_token')
        const now = clock()
        const expired_at = new Date(now.getTime() + accessMs).toISOString()
        insertToken.run(token, 'user', organizationId, userId, expired_at)
        return {
          object_name: 'access' as const,
          id: token,
          token,
          refresh_token: newId('refresh_token'),
          user_id: userId,
          expired_at,
          created_at: now.toISOString(),
          updated_at: now.toISOString(),
        }
      },
    ),

    /**
     * @param days how long it is valid; null: without an end
     * @returns the key, which stands for the user in this organization, and its times
     */
    createApiKey: changes.transaction(
      (userId: string, organizationId: string, days: number | null) => {
        const apiKey = newId('api_key')
        const now = clock()
        const expired_at =
          days === null ? null : new Date(now.getTime() + days * dayMs).toISOString()
        insertToken.run(apiKey, 'api_key', organizationId, userId, expired_at)
        return { apiKey, expired_at, created_at: now.toISOString() }
      },
    ),

    /** A user of no organization. */
    signUp: changes.transaction((email: string, password: string, name: string) => {
      const row = { id: newId('user'), display_name: name, email }
      const passwords = JSON.stringify([password])
      insertUser.run({ ...row, passwords, now: clock().toISOString() })
    }),

    /** @param token is used up */
    resetPassword: changes.transaction((token: string, userId: string, password: string) => {
      revokeLogin.run(token)
      setPasswords.run(JSON.stringify([password]), clock().toISOString(), userId)
    }),
  }
}
export type SignInStore = ReturnType<typeof createSignInStore>
