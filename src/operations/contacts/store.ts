/** Contacts of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { guestName } from '../conversations/guest-name.ts'
import type { ChannelRow } from '../directory/store.ts'
import { createContactLists } from './lists.ts'
import { type ContactRow, columns, contactColumns, toContact } from './rows.ts'
import type { Contact } from './schemas.ts'

/** What can be said of a contact, by the names of the columns. */
export type Known = Partial<
  Omit<
    ContactRow,
    | 'id'
    | 'organization_id'
    | 'business_unit_id'
    | 'channel_id'
    | 'channel_type'
    | 'created_at'
    | 'updated_at'
    | 'is_presence'
  >
>

const nothingKnown = Object.fromEntries(columns.map((name) => [name, null]))

/** A contact's access token lasts as long as an agent's. */
const tokenLasts = 30 * 24 * 60 * 60 * 1000

export function createContactStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const byId = lazy.prepare<[string, string], ContactRow>(
    `SELECT ${contactColumns} FROM contacts WHERE id = ? AND organization_id = ?`,
  )
  const insert = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO contacts (${columns.join(', ')})
    VALUES (${columns.map((name) => `:${name}`).join(', ')})`)
  const insertToken = lazy.prepare<[string, string, string, string]>(`
    INSERT INTO tokens (token, kind, organization_id, contact_id, expires_at)
    VALUES (?, 'contact', ?, ?, ?)`)
  const change = lazy.prepare<[Record<string, unknown>]>(`
    UPDATE contacts SET ${columns.map((name) => `${name} = :${name}`).join(', ')}
    WHERE id = :id`)
  const channelColumns = 'id, organization_id, business_unit_id, type, bot_id'
  const channel = lazy.prepare<[string], ChannelRow>(
    `SELECT ${channelColumns} FROM channels WHERE id = ? AND NOT is_deleted`,
  )
  const channelOfType = lazy.prepare<
    [{ organization_id: string; business_unit_id: string | null; type: string }],
    ChannelRow
  >(`
    SELECT ${channelColumns} FROM channels
    WHERE organization_id = :organization_id AND type = :type AND NOT is_deleted
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id)
    ORDER BY is_default DESC, rowid LIMIT 1`)

  const lists = createContactLists(database)

  const find = (id: string, organizationId: string): Contact | undefined => {
    const row = byId.get(id, organizationId)
    return row && toContact(row)
  }

  return {
    find,

    /** Of whatever organization: who comes to a page's channel belongs to nobody yet. */
    findChannel: (id: string) => channel.get(id),

    /** The channel that contacts of this type are on who name none. */
    findChannelOfType: (organizationId: string, type: string, businessUnitId: string | null) =>
      channelOfType.get({
        organization_id: organizationId,
        business_unit_id: businessUnitId,
        type,
      }),

    list: lists,

    /**
     * A contact and a token that stands for it. No conversation: asking for the contact's makes one.
     *
     * @param isTold whether agents are told: of a visitor of a page they are when it has a conversation
     */
    create: changes.transaction(
      (channel: ChannelRow, { display_name, ...rest }: Known, isTold: boolean) => {
        const now = clock()
        const id = newId('contact')
        const { organization_id } = channel
        insert.run({
          ...nothingKnown,
          labels: '[]',
          additional_params: '{}',
          ...rest,
          display_name: display_name ?? guestName(newId('guest'), now),
          id,
          organization_id,
          business_unit_id: channel.business_unit_id,
          channel_id: channel.id,
          channel_type: channel.type,
          created_at: now.toISOString(),
        })
        const access_token = newId('access_token')
        const expiresAt = new Date(now.getTime() + tokenLasts).toISOString()
        insertToken.run(access_token, organization_id, id, expiresAt)
        if (isTold) {
          changes.note(() => ({ kind: 'contact_created', contact_id: id, organization_id }))
        }
        return { contact: find(id, organization_id) as Contact, access_token }
      },
    ),

    /**
     * Nothing is written or told where all is as it was.
     *
     * @returns undefined for a contact that the organization does not have
     */
    update: changes.transaction(
      (id: string, organizationId: string, news: Known): Contact | undefined => {
        const row = byId.get(id, organizationId)
        if (row === undefined) return undefined
        const isNews = Object.entries(news).some(
          ([name, value]) => row[name as keyof Known] !== value,
        )
        if (!isNews) return toContact(row)
        change.run({ ...row, ...news, updated_at: clock().toISOString() })
        changes.note(() => ({
          kind: 'contact_updated',
          contact_id: id,
          organization_id: organizationId,
        }))
        return find(id, organizationId)
      },
    ),
  }
}
export type ContactStore = ReturnType<typeof createContactStore>
