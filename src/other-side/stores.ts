/** What of a world the other side writes through: the stores of the gateway's own operations. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import type { FixtureLines } from '../fixtures/lines.ts'
import type { ContactStore } from '../operations/contacts/store.ts'
import type { ChangeLog } from '../operations/conversations/changes.ts'
import type { ConversationOrder } from '../operations/conversations/order.ts'
import type { ConversationStore } from '../operations/conversations/store.ts'
import type { DirectoryStore } from '../operations/directory/store.ts'
import type { MessageStore } from '../operations/messages/store.ts'
import type { TemplateLookup } from '../operations/messages/template-lookup.ts'
import type { WorldSearch } from '../search/world-search.ts'
import { createPeople, type People } from './people.ts'

export interface Stores {
  database: Database
  clock: Clock
  newId: NewId
  directory: DirectoryStore
  contacts: ContactStore
  conversations: ConversationStore
  order: ConversationOrder
  messages: MessageStore
  templates: TemplateLookup
  changes: ChangeLog
  search: Pick<WorldSearch, 'noticeMessages'>
  /** What is said, and the names of who says it, in populations of the world's fixture. */
  lines: () => FixtureLines
}

const known = new WeakMap<Database, People>()

/** Statements are prepared once for each database, and only where the other side is asked for. */
export function peopleOf({ database }: Pick<Stores, 'database'>): People {
  const people = known.get(database) ?? createPeople(database)
  known.set(database, people)
  return people
}
