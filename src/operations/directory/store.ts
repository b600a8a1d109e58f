/** Organizations, business units, teams, users, channels, contacts and tokens, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { ChannelType } from '../conversations/schemas.ts'

/** What a credential stands for, before anything else of the request is known. */
export interface TokenRow {
  kind: 'user' | 'api_key' | 'contact' | 'channel'
  organization_id: string
  user_id: string | null
  contact_id: string | null
  channel_id: string | null
  conversation_id: string | null
  expires_at: string | null
}

export interface ChannelRow {
  id: string
  organization_id: string
  business_unit_id: string
  type: ChannelType
  bot_id: string | null
}

export interface ContactRow {
  id: string
  channel_id: string
}

export function createDirectoryStore(database: Database) {
  const lazy = lazily(database)
  // A contact's id and a channel's id are credentials too (gateway facts 2.1). One statement: each more
  // would cost every request as much as finding the row does.
  const credential = lazy.prepare<[string, string, string], TokenRow>(`
    SELECT kind, organization_id, user_id, contact_id, channel_id, conversation_id, expires_at
    FROM tokens WHERE token = ?
    UNION ALL
    SELECT 'contact', organization_id, NULL, id, NULL, NULL, NULL FROM contacts WHERE id = ?
    UNION ALL
    SELECT 'channel', organization_id, NULL, NULL, id, NULL, NULL FROM channels
    WHERE id = ? AND NOT is_deleted
    LIMIT 1`)
  const loginToken = lazy.prepare<[string], { user_id: string; expires_at: string }>(
    'SELECT user_id, expires_at FROM login_tokens WHERE token = ?',
  )
  const userBySubject = lazy
    .prepare<[{ subject: string }], string>(`
    SELECT id FROM users WHERE id = :subject UNION ALL SELECT id FROM users WHERE email = :subject LIMIT 1`)
    .pluck()
  const membership = lazy
    .prepare<[string, string], number>(
      `SELECT 1 FROM memberships WHERE user_id = ? AND organization_id = ?
         AND status NOT IN ('archived', 'deactivated', 'suspended')`,
    )
    .pluck()
  const businessUnit = lazy
    .prepare<[string, string], number>(
      'SELECT 1 FROM business_units WHERE id = ? AND organization_id = ?',
    )
    .pluck()
  const team = lazy
    .prepare<[string, string], number>('SELECT 1 FROM teams WHERE id = ? AND organization_id = ?')
    .pluck()
  const teamIds = lazy
    .prepare<[{ organization_id: string; business_unit_id: string | null }], string>(`
    SELECT id FROM teams
    WHERE organization_id = :organization_id
      AND business_unit_id = coalesce(:business_unit_id, business_unit_id)
    ORDER BY rowid`)
    .pluck()
  const channelColumns = 'id, organization_id, business_unit_id, type, bot_id'
  const channel = lazy.prepare<[string, string], ChannelRow>(
    `SELECT ${channelColumns} FROM channels WHERE id = ? AND organization_id = ?`,
  )
  const openChannel = lazy.prepare<[string, string], ChannelRow>(
    `SELECT ${channelColumns} FROM channels
     WHERE id = ? AND organization_id = ? AND NOT is_deleted`,
  )
  const defaultChannel = lazy.prepare<[string], ChannelRow>(`
    SELECT ${channelColumns} FROM channels
    WHERE organization_id = ? AND type = 'web' AND NOT is_deleted
    ORDER BY is_default DESC, rowid LIMIT 1`)
  const contact = lazy.prepare<[string, string], ContactRow>(
    'SELECT id, channel_id FROM contacts WHERE id = ? AND organization_id = ?',
  )
  // The most capable first. Ids of contacts and channels do not expire.
  const firstCredential = lazy.prepare<[string], { header: string; value: string }>(`
    SELECT header, value FROM (
      SELECT 0 AS rank, 0 AS n, 'x-access-token' AS header, token AS value FROM tokens
      WHERE kind = 'user' AND (expires_at IS NULL OR expires_at > ?)
      UNION ALL SELECT 1, rowid, 'x-access-token', id FROM contacts
      UNION ALL SELECT 2, rowid, 'x-access-token', id FROM channels WHERE NOT is_deleted
    ) ORDER BY rank, n, value LIMIT 1`)
  const hasUsers = lazy.prepare<[], number>('SELECT count(*) FROM users').pluck()

  return {
    /** The row behind a credential, expired or not. */
    findToken: (token: string) => credential.get(token, token, token),
    /** What is between signing in and choosing an organization, expired or not. */
    findLoginToken: (token: string) => loginToken.get(token),
    /** A credential to begin with, valid at this time. */
    findFirstCredential: (now: string) => firstCredential.get(now),
    /** The user a JWT names by id or e-mail. */
    findUserBySubject: (subject: string) => userBySubject.get({ subject }),
    isMember: (userId: string, organizationId: string) =>
      membership.get(userId, organizationId) !== undefined,
    hasBusinessUnit: (id: string, organizationId: string) =>
      businessUnit.get(id, organizationId) !== undefined,
    hasTeam: (id: string, organizationId: string) => team.get(id, organizationId) !== undefined,
    /** In the teams' own order; of the whole organization when no business unit is named. */
    listTeamIds: (organizationId: string, businessUnitId: string | null) =>
      teamIds.all({ organization_id: organizationId, business_unit_id: businessUnitId }),
    /** Deleted or not. */
    findChannel: (id: string, organizationId: string) => channel.get(id, organizationId),
    /** One that lets new contacts in. */
    findOpenChannel: (id: string, organizationId: string) => openChannel.get(id, organizationId),
    /** The web channel on which an agent's guests arrive, if the organization has one. */
    findDefaultChannel: (organizationId: string) => defaultChannel.get(organizationId),
    findContact: (id: string, organizationId: string) => contact.get(id, organizationId),
    /** Counts the users, as a readiness check: a seeded world has some. */
    countUsers: () => hasUsers.get() ?? 0,
  }
}
export type DirectoryStore = ReturnType<typeof createDirectoryStore>
