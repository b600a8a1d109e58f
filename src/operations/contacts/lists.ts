/** Lists of an organization's contacts, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { Page } from '../lists.ts'
import { type ContactOrder, contactOrders } from './operations.ts'
import { type ContactRow, contactColumns, toContact } from './rows.ts'
import type { Contact } from './schemas.ts'

const orderOf = (order: ContactOrder) => {
  const way = order.startsWith('-') ? 'DESC' : 'ASC'
  return `${order.replace('-', '')} ${way}, contacts.rowid ${way}`
}

/** @returns what reads a page, in this order; an empty `q` is all of them */
export function createContactLists(database: Database) {
  const lazy = lazily(database)
  const ofOrganization = `FROM contacts WHERE organization_id = :organization_id`
  const found = `AND (${['display_name', 'first_name', 'last_name', 'email', 'phone_number']
    .map((name) => `instr(lower(${name}), lower(:q))`)
    .join(' OR ')}
    OR instr(lower(first_name || ' ' || last_name), lower(:q)))`
  type Asked = { organization_id: string; q: string }
  const listsOf = (condition: string) => ({
    count: lazy.prepare<[Asked], number>(`SELECT count(*) ${ofOrganization} ${condition}`).pluck(),
    pages: Object.fromEntries(
      contactOrders.map((order) => [
        order,
        lazy.prepare<[Asked & Page], ContactRow>(`
          SELECT ${contactColumns} ${ofOrganization} ${condition}
          ORDER BY ${orderOf(order)} LIMIT :limit OFFSET :skip`),
      ]),
    ),
  })
  const all = listsOf('')
  const matching = listsOf(found)

  return (
    organizationId: string,
    q: string,
    order: ContactOrder,
    page: Page,
  ): { contacts: Contact[]; count: number } => {
    const asked = { organization_id: organizationId, q }
    const { count, pages } = q === '' ? all : matching
    const rows = pages[order]?.all({ ...asked, ...page }) ?? []
    return { contacts: rows.map(toContact), count: count.get(asked) ?? 0 }
  }
}
