/** Boards, by prepared SQL. Their items are documents of the search index that has the board's id. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import { integer, text } from '../../database/parameters.ts'
import type { ContactStore } from '../contacts/store.ts'
import type { Page } from '../lists.ts'
import type { Board, BoardField, BoardItem } from './schemas.ts'

interface BoardRow
  extends Omit<Board, '_id' | 'public_id' | 'doc_name' | 'is_default' | 'hidden' | 'fields'> {
  is_default: number
  hidden: number
  /** JSON. */
  fields: string
}

export interface BoardFilter {
  organization_id: string
  search: string
  onlyDefault: boolean
  withHidden: boolean
  /** Empty: all. */
  types: string[]
  oldestFirst: boolean
}

interface StoredField extends Partial<Omit<BoardField, '_id'>> {
  id: string
  name: string
}

export function createBoardStore(database: Database, contacts: ContactStore) {
  const lazy = lazily(database)
  const columns =
    'id, organization_id, business_unit_id, name, description, type, is_default, hidden, "order", fields, created_at, updated_at'
  const ofOrganization = lazy.prepare<[string], BoardRow>(`
    SELECT ${columns} FROM board_definitions WHERE organization_id = ?
    ORDER BY created_at DESC, rowid DESC`)
  const byId = lazy.prepare<[string, string], BoardRow>(
    `SELECT ${columns} FROM board_definitions WHERE id = ? AND organization_id = ?`,
  )
  const items = lazy
    .prepare<[{ id: string; limit: number; skip: number }], string>(`
    SELECT document FROM documents WHERE index_uid = ${text('id')}
    ORDER BY seq LIMIT ${integer('limit')} OFFSET ${integer('skip')}`)
    .pluck()
  const itemCount = lazy
    .prepare<[{ id: string }], number>(
      `SELECT count(*) FROM documents WHERE index_uid = ${text('id')}`,
    )
    .pluck()
  // Without a cast: an index of an expression is of no type, and would not be asked.
  const item = lazy
    .prepare<[{ board_id: string; id: string }], string>(`
    SELECT document FROM documents
    WHERE document ->> '_id' = :id AND index_uid = ${text('board_id')}`)
    .pluck()
  const itemOfContact = lazy
    .prepare<[{ contact_id: string; organization_id: string }], string>(`
    SELECT document FROM documents JOIN board_definitions b ON b.id = index_uid
    WHERE document ->> 'contact_id' = :contact_id
      AND b.organization_id = ${text('organization_id')}
    ORDER BY seq LIMIT 1`)
    .pluck()

  function toItem(document: string, organizationId: string): BoardItem {
    const row = JSON.parse(document) as BoardItem & { contact_id?: string }
    const { contact_id = '' } = row
    const contact = contacts.find(contact_id, organizationId) ?? null
    return { ...row, id: row._id, fields: row.fields ?? {}, contacts: contact }
  }

  return {
    /** An organization has few boards: they are read and chosen from. */
    list(filter: BoardFilter): Board[] {
      const { search, onlyDefault, withHidden, types, oldestFirst } = filter
      const word = search.toLowerCase()
      const found = ofOrganization
        .all(filter.organization_id)
        .filter(
          ({ name, type, is_default, hidden }) =>
            name.toLowerCase().includes(word) &&
            (!onlyDefault || is_default === 1) &&
            (withHidden || hidden === 0) &&
            (types.length === 0 || types.includes(type)),
        )
        .map(toBoard)
      return oldestFirst ? found.reverse() : found
    },

    find(id: string, organizationId: string): Board | undefined {
      const row = byId.get(id, organizationId)
      return row && toBoard(row)
    },

    listItems({ id, organization_id }: Board, page: Page): { rows: BoardItem[]; count: number } {
      const rows = items.all({ id, ...page }).map((one) => toItem(one, organization_id))
      return { rows, count: itemCount.get({ id }) ?? 0 }
    },

    findItem({ id: board_id, organization_id }: Board, id: string): BoardItem | undefined {
      const found = item.get({ board_id, id })
      return found === undefined ? undefined : toItem(found, organization_id)
    },

    findItemOfContact(contact_id: string, organization_id: string): BoardItem | undefined {
      const found = itemOfContact.get({ contact_id, organization_id })
      return found === undefined ? undefined : toItem(found, organization_id)
    },
  }
}
export type BoardStore = ReturnType<typeof createBoardStore>

function toBoard({ id, is_default, hidden, fields, ...row }: BoardRow): Board {
  return {
    _id: id,
    id,
    public_id: id,
    doc_name: 'board',
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    name: row.name,
    description: row.description,
    type: row.type,
    is_default: is_default === 1,
    hidden: hidden === 1,
    order: row.order,
    fields: (JSON.parse(fields) as StoredField[]).map(toField),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

function toField(field: StoredField): BoardField {
  const { id, name, type = 'ShortText', is_identifier = false, hidden = false, data = [] } = field
  return {
    _id: id,
    name,
    type,
    hidden,
    hidden_on_record: hidden,
    is_identifier,
    is_default: true,
    data,
  }
}
