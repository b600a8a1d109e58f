/** Who there is in a world, and who is near a name that nobody has. By prepared SQL. */
import type { Database } from 'better-sqlite3'
import { typingMistakes } from '../base/nearest-name.ts'
import { lazily } from '../database/lazily.ts'
import type { ChannelRow } from '../operations/directory/store.ts'
import type { MintedToken } from './types.ts'

export interface Person {
  id: string
  display_name: string
  email: string | null
  is_bot: number
}

export interface KnownContact {
  id: string
  organization_id: string
  channel_id: string
  display_name: string
}

/** Which column tells who a contact is, in the order in which they are looked at. */
export const identities = [
  'whatsapp_id',
  'facebook_id',
  'instagram_id',
  'wechat_id',
  'line_id',
  'email',
] as const

/** Who cannot enter an organization any more. */
const isIn = "m.status NOT IN ('archived', 'deactivated', 'suspended')"

/** So many are looked at to find who is near. */
const mostNear = 2_000

const digitsOf = (column: string) =>
  [' ', '-', '+', '(', ')'].reduce((sql, mark) => `replace(${sql}, '${mark}', '')`, column)

export function createPeople(database: Database) {
  const lazy = lazily(database)
  const user = lazy.prepare<[{ name: string }], Person>(`
    SELECT id, display_name, email, is_bot FROM users WHERE id = :name
    UNION ALL SELECT * FROM (
      SELECT id, display_name, email, is_bot FROM users
      WHERE lower(email) = lower(:name) ORDER BY is_bot, rowid)
    LIMIT 1`)
  const organizations = lazy
    .prepare<[{ id: string }], string>(`
    SELECT m.organization_id FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.user_id = :id AND ${isIn} ORDER BY o.rowid`)
    .pluck()
  const agent = lazy.prepare<[{ organization_id: string }], Person>(`
    SELECT u.id, u.display_name, u.email, u.is_bot
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = :organization_id AND ${isIn} AND NOT u.is_bot
    ORDER BY u.rowid LIMIT 1`)
  const joinedAgent = lazy.prepare<[{ id: string; organization_id: string }], Person>(`
    SELECT u.id, u.display_name, u.email, u.is_bot
    FROM conversation_users c JOIN users u ON u.id = c.user_id
      JOIN memberships m ON m.user_id = u.id AND m.organization_id = :organization_id
    WHERE c.conversation_id = :id AND NOT u.is_bot AND ${isIn}
    ORDER BY c.rowid LIMIT 1`)
  const contact = lazy.prepare<[string], KnownContact>(
    'SELECT id, organization_id, channel_id, display_name FROM contacts WHERE id = ?',
  )
  const channelColumns = 'id, organization_id, business_unit_id, type, bot_id'
  const channelOfType = lazy.prepare<
    [{ type: string; organization_id: string | null }],
    ChannelRow
  >(`
    SELECT ${channelColumns} FROM channels
    WHERE type = :type AND NOT is_deleted
      AND (:organization_id IS NULL OR organization_id = :organization_id)
    ORDER BY (SELECT o.rowid FROM organizations o WHERE o.id = organization_id),
      is_default DESC, rowid LIMIT 1`)
  const byColumn = (condition: string) =>
    lazy.prepare<
      [{ value: string; channel_id: string | null; organization_id: string | null }],
      KnownContact
    >(`
      SELECT id, organization_id, channel_id, display_name FROM contacts
      WHERE ${condition} AND (:channel_id IS NULL OR channel_id = :channel_id)
        AND (:organization_id IS NULL OR organization_id = :organization_id)
      ORDER BY rowid LIMIT 1`)
  const byIdentity = Object.fromEntries(
    identities.map((column) => [column, byColumn(`lower(${column}) = lower(:value)`)]),
  )
  const byNumber = byColumn(
    `phone_number IS NOT NULL AND :value IN (
      ${digitsOf("coalesce(area_code, '') || phone_number")}, ${digitsOf('phone_number')})`,
  )
  const isThere = (table: string) =>
    lazy.prepare<[string], number>(`SELECT 1 FROM ${table} WHERE id = ?`).pluck()
  const team = lazy.prepare<[string], { business_unit_id: string }>(
    'SELECT business_unit_id FROM teams WHERE id = ?',
  )
  const defaultTeam = lazy
    .prepare<[string], string>('SELECT id FROM teams WHERE business_unit_id = ? AND is_default')
    .pluck()
  const organization = isThere('organizations')
  const insertToken = lazy.prepare<[TokenRow]>(`
    INSERT INTO tokens
      (token, kind, organization_id, user_id, contact_id, channel_id, conversation_id, expires_at)
    VALUES (:token, :kind, :organization_id, :user_id, :contact_id, :channel_id, :conversation_id,
      :expires_at)`)
  const insertLogin = lazy.prepare<[TokenRow]>(
    'INSERT INTO login_tokens (token, user_id, expires_at) VALUES (:token, :user_id, :expires_at)',
  )
  const near = {
    user: lazy.prepare<[number], Named>(
      'SELECT id, display_name AS name, email FROM users WHERE NOT is_bot ORDER BY rowid LIMIT ?',
    ),
    contact: lazy.prepare<[number], Named>(
      'SELECT id, display_name AS name, email FROM contacts ORDER BY rowid LIMIT ?',
    ),
    channel: lazy.prepare<[number], Named>(
      'SELECT id, name, type AS email FROM channels WHERE NOT is_deleted ORDER BY rowid LIMIT ?',
    ),
    team: lazy.prepare<[number], Named>(
      'SELECT id, name, NULL AS email FROM teams ORDER BY rowid LIMIT ?',
    ),
    organization: lazy.prepare<[number], Named>(
      'SELECT id, name, NULL AS email FROM organizations ORDER BY rowid LIMIT ?',
    ),
    conversation: lazy.prepare<[number], Named>(
      'SELECT id, name, team_conversation_id AS email FROM conversations ORDER BY rowid DESC LIMIT ?',
    ),
  }

  return {
    /** By id or e-mail. */
    findUser: (name: string) => user.get({ name }),
    /** Which the user may enter, in their order. */
    organizationsOf: (id: string) => organizations.all({ id }),
    /** Who has joined the conversation, else the first of the organization. */
    findAgent: (organization_id: string, conversationId?: string) =>
      (conversationId === undefined
        ? undefined
        : joinedAgent.get({ id: conversationId, organization_id })) ??
      agent.get({ organization_id }),
    findContact: (id: string) => contact.get(id),
    hasOrganization: (id: string) => organization.get(id) !== undefined,
    findChannelOfType: (type: string, organization_id: string | null) =>
      channelOfType.get({ type, organization_id }),
    /** The first who has this value there; null looks everywhere. */
    findByIdentity: (
      column: (typeof identities)[number],
      value: string,
      channel_id: string | null,
      organization_id: string | null,
    ) => byIdentity[column]?.get({ value, channel_id, organization_id }),
    /** @param value digits alone, with the area code or without */
    findByNumber: (value: string, channel_id: string | null, organization_id: string | null) =>
      byNumber.get({ value, channel_id, organization_id }),
    findTeam: (id: string) => team.get(id),
    findDefaultTeam: (businessUnitId: string) => defaultTeam.get(businessUnitId),
    keepToken: (row: TokenRow): void => {
      if (row.kind === 'login') insertLogin.run(row)
      else insertToken.run(row)
    },
    /** In a sentence: three of them, the nearest first. */
    tellNear: (noun: keyof typeof near, sent: string) =>
      tellNear(near[noun].all(mostNear), sent, noun),
  }
}
export type People = ReturnType<typeof createPeople>

type TokenRow = Omit<MintedToken, 'headers'>

interface Named {
  id: string
  name: string
  email: string | null
}

function tellNear(rows: Named[], sent: string, noun: string): string {
  if (rows.length === 0) return `this world has no ${noun}`
  const wanted = sent.toLowerCase().slice(0, 60)
  const distance = ({ id, name, email }: Named) =>
    Math.min(
      ...[id, name, email ?? ''].map((word) => {
        const lower = word.toLowerCase().slice(0, 60)
        if (lower === '') return Number.POSITIVE_INFINITY
        return lower.includes(wanted) ? 0 : typingMistakes(wanted, lower)
      }),
    )
  const nearest = rows
    .map((row) => ({ row, distance: distance(row) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ row: { id, name, email } }) => `${id} (${[name, email].filter(Boolean).join(', ')})`)
  return `one of this world, such as ${nearest.join(' or ')}`
}
