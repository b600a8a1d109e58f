/** Boards, by prepared SQL. Their items are documents of the search index that has the board's id. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { Contact } from '../contacts/schemas.ts'
import type { ContactStore } from '../contacts/store.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { Page } from '../lists.ts'
import type { DocumentChanges } from '../search/document-changes.ts'
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

export interface ItemChange {
  fields?: Record<string, unknown>
  contact_id?: string
}

interface StoredField extends Partial<Omit<BoardField, '_id'>> {
  id: string
  name: string
}

export function createBoardStore(
  database: Database,
  contacts: ContactStore,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
  documents: DocumentChanges,
) {
  const lazy = lazily(database)
  const columns =
    'id, organization_id, business_unit_id, name, description, type, is_default, hidden, "order", fields, created_at, updated_at'
  const ofOrganization = lazy.prepare<[string], BoardRow>(`
    SELECT ${columns} FROM board_definitions WHERE organization_id = ?
    ORDER BY created_at DESC, rowid DESC`)
  const byId = lazy.prepare<[string, string], BoardRow>(
    `SELECT ${columns} FROM board_definitions WHERE id = ? AND organization_id = ?`,
  )
  // Beside them stand ids of items that have changed, for the search.
  const isItem = `substr(document, 1, 1) = '{'`
  const items = lazy
    .prepare<[{ id: string; limit: number; skip: number }], string>(`
    SELECT document FROM documents WHERE index_uid = :id AND ${isItem}
    ORDER BY seq LIMIT :limit OFFSET :skip`)
    .pluck()
  const itemCount = lazy
    .prepare<[{ id: string }], number>(
      `SELECT count(*) FROM documents WHERE index_uid = :id AND ${isItem}`,
    )
    .pluck()
  // Without a cast: an index of an expression is of no type, and would not be asked.
  const item = lazy
    .prepare<[{ board_id: string; id: string }], string>(`
    SELECT document FROM documents
    WHERE document ->> '_id' = :id AND index_uid = :board_id`)
    .pluck()
  const itemOfContact = lazy
    .prepare<[{ contact_id: string; organization_id: string }], string>(`
    SELECT document FROM documents JOIN board_definitions b ON b.id = index_uid
    WHERE document ->> 'contact_id' = :contact_id
      AND b.organization_id = :organization_id
    ORDER BY seq LIMIT 1`)
    .pluck()

  const itemOfAnyBoard = lazy
    .prepare<[{ id: string; organization_id: string }], string>(`
    SELECT document FROM documents JOIN board_definitions b ON b.id = index_uid
    WHERE document ->> '_id' = :id AND b.organization_id = :organization_id`)
    .pluck()
  const change = lazy.prepare<[{ document: string; id: string; board_id: string }]>(`
    UPDATE documents SET document = :document
    WHERE document ->> '_id' = :id AND index_uid = :board_id`)
  const erase = lazy.prepare<[{ id: string; board_id: string }]>(`
    DELETE FROM documents WHERE document ->> '_id' = :id AND index_uid = :board_id`)

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

    /** Of whatever board of the organization. @returns undefined for an item about nobody, too */
    findContactOfItem(id: string, organization_id: string): Contact | undefined {
      const found = itemOfAnyBoard.get({ id, organization_id })
      return found === undefined
        ? undefined
        : (toItem(found, organization_id).contacts ?? undefined)
    },

    create: changes.transaction(
      (
        { id: board_id, organization_id, business_unit_id }: Board,
        { fields = {}, contact_id }: ItemChange,
      ): BoardItem => {
        const id = newId('board_item')
        const now = clock().toISOString()
        const document = {
          _id: id,
          id,
          doc_name: 'board_item',
          public_id: id,
          organization_id,
          business_unit_id,
          board_id,
          ...(contact_id !== undefined && { contact_id }),
          created_type: 'manual',
          fields,
          created_at: now,
          updated_at: now,
          fields_timestamp: {},
        }
        documents.addItem(board_id, document)
        return toItem(JSON.stringify(document), organization_id)
      },
    ),

    /** @returns undefined where the board has none of it */
    update: changes.transaction(
      (
        { id: board_id, organization_id }: Board,
        id: string,
        { fields, contact_id }: ItemChange,
      ): BoardItem | undefined => {
        const before = item.get({ board_id, id })
        if (before === undefined) return undefined
        const row = JSON.parse(before)
        const document = JSON.stringify({
          ...row,
          fields: { ...row.fields, ...fields },
          ...(contact_id !== undefined && { contact_id }),
          updated_at: clock().toISOString(),
        })
        change.run({ document, id, board_id })
        documents.noteItem(board_id, id)
        return toItem(document, organization_id)
      },
    ),

    /** @returns whether the board had it */
    remove: changes.transaction(({ id: board_id }: Board, id: string): boolean => {
      if (erase.run({ id, board_id }).changes === 0) return false
      documents.noteItem(board_id, id)
      return true
    }),

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
