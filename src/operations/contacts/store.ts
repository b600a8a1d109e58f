/** Contacts of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import { integer, text } from '../../database/parameters.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { guestName } from '../conversations/guest-name.ts'
import type { ChannelRow } from '../directory/store.ts'
import type { Page } from '../lists.ts'
import { type ContactOrder, contactOrders } from './operations.ts'
import type { Contact } from './schemas.ts'

export interface ContactRow
  extends Omit<
    Contact,
    'object_name' | '_id' | 'avatar_url' | 'labels' | 'additional_params' | 'is_presence'
  > {
  avatar_url: string | null
  /** JSON, as `additional_params`. */
  labels: string
  additional_params: string
  is_presence: number
}

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

const columns = [
  'id',
  'organization_id',
  'business_unit_id',
  'channel_id',
  'channel_type',
  'display_name',
  'avatar_url',
  'first_name',
  'last_name',
  'gender',
  'area_code',
  'phone_number',
  'language',
  'email',
  'remark',
  'time_zone',
  'last_seen',
  'created_at',
  'updated_at',
  'title',
  'birthday',
  'location',
  'company_name',
  'position',
  'whatsapp_id',
  'facebook_id',
  'messenger_id',
  'wechat_id',
  'line_id',
  'instagram_id',
  'labels',
  'additional_params',
] as const
const nothingKnown = Object.fromEntries(columns.map((name) => [name, null]))

/** Of the table `contacts` under its own name. */
export const contactColumns = `
  ${columns.join(', ')},
  EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = contacts.id AND c.is_presence)
    AS is_presence`

/** A contact's access token lasts as long as an agent's. */
const tokenLasts = 30 * 24 * 60 * 60 * 1000

const orderOf = (order: ContactOrder) => {
  const way = order.startsWith('-') ? 'DESC' : 'ASC'
  return `${order.replace('-', '')} ${way}, contacts.rowid ${way}`
}

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
    `SELECT ${channelColumns} FROM channels WHERE id = ?`,
  )
  const channelOfType = lazy.prepare<
    [{ organization_id: string; business_unit_id: string | null; type: string }],
    ChannelRow
  >(`
    SELECT ${channelColumns} FROM channels
    WHERE organization_id = ${text('organization_id')} AND type = ${text('type')}
      AND (:business_unit_id IS NULL OR business_unit_id = :business_unit_id)
    ORDER BY is_default DESC, rowid LIMIT 1`)

  const ofOrganization = `FROM contacts WHERE organization_id = ${text('organization_id')}`
  const found = `AND (${['display_name', 'first_name', 'last_name', 'email', 'phone_number']
    .map((name) => `instr(lower(${name}), lower(${text('q')}))`)
    .join(' OR ')}
    OR instr(lower(first_name || ' ' || last_name), lower(${text('q')})))`
  type Asked = { organization_id: string; q: string }
  const listsOf = (condition: string) => ({
    count: lazy.prepare<[Asked], number>(`SELECT count(*) ${ofOrganization} ${condition}`).pluck(),
    pages: Object.fromEntries(
      contactOrders.map((order) => [
        order,
        lazy.prepare<[Asked & Page], ContactRow>(`
          SELECT ${contactColumns} ${ofOrganization} ${condition}
          ORDER BY ${orderOf(order)} LIMIT ${integer('limit')} OFFSET ${integer('skip')}`),
      ]),
    ),
  })
  const all = listsOf('')
  const matching = listsOf(found)

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

    /** @param q empty for all */
    list(
      organizationId: string,
      q: string,
      order: ContactOrder,
      page: Page,
    ): { contacts: Contact[]; count: number } {
      const asked = { organization_id: organizationId, q }
      const { count, pages } = q === '' ? all : matching
      const rows = pages[order]?.all({ ...asked, ...page }) ?? []
      return { contacts: rows.map(toContact), count: count.get(asked) ?? 0 }
    },

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

export function toContact({
  id,
  avatar_url,
  labels,
  additional_params,
  is_presence,
  ...row
}: ContactRow): Contact {
  return {
    object_name: 'contact',
    id,
    _id: id,
    avatar_url: avatar_url ?? '',
    ...row,
    labels: JSON.parse(labels),
    additional_params: JSON.parse(additional_params),
    is_presence: is_presence === 1,
  }
}
