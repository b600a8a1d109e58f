/** A world is everything one stand-in gateway knows. A request is answered from exactly one. */

import type { Database } from 'better-sqlite3'
import type { Clock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import { closeCleanly } from '../database/clean-close.ts'
import { type Fill, openDatabase, refill } from '../database/database.ts'
import { explainDatabaseError } from '../database/errors.ts'
import { createDatabaseHealth, type DatabaseHealth } from '../database/health.ts'
import { readSeedImage } from '../database/seed-image.ts'
import { type Written, writtenIn } from '../database/written.ts'
import type { Faults } from '../faults/rules.ts'
import type { FixtureLines } from '../fixtures/lines.ts'
import { identifyUnread } from '../fixtures/sources.ts'
import type { WorldFixture } from '../fixtures/types.ts'
import type { Journal } from '../journal/journal.ts'
import { type ActivityStore, createActivityStore } from '../operations/activities/store.ts'
import { type BoardStore, createBoardStore } from '../operations/boards/store.ts'
import { type CategoryStore, createCategoryStore } from '../operations/categories/store.ts'
import { type ChannelStore, createChannelStore } from '../operations/channels/store.ts'
import { type CommentStore, createCommentStore } from '../operations/comments/store.ts'
import { type ContactHistory, createContactHistory } from '../operations/contacts/history.ts'
import { createPresenceStore, type PresenceStore } from '../operations/contacts/presence.ts'
import { createContactRemoval } from '../operations/contacts/removal.ts'
import { type ContactStore, createContactStore } from '../operations/contacts/store.ts'
import { type CountStore, createCountStore } from '../operations/conversations/counts.ts'
import { createDueStore } from '../operations/conversations/due.ts'
import type { DueTimes } from '../operations/conversations/due-times.ts'
import {
  type ConversationOrder,
  createConversationOrder,
} from '../operations/conversations/order.ts'
import {
  type ConversationStore,
  createConversationStore,
} from '../operations/conversations/store.ts'
import { createDirectoryStore, type DirectoryStore } from '../operations/directory/store.ts'
import { createMessageStore, type MessageStore } from '../operations/messages/store.ts'
import {
  createTemplateLookup,
  type TemplateLookup,
} from '../operations/messages/template-lookup.ts'
import {
  createNotificationStore,
  type NotificationStore,
} from '../operations/notifications/store.ts'
import {
  createOrganizationStore,
  type OrganizationStore,
} from '../operations/organizations/store.ts'
import { type Assigning, createAssigning } from '../operations/rooms/assigning.ts'
import { createRoomMembers, type RoomMembers } from '../operations/rooms/members.ts'
import { createRoomStore, type RoomStore } from '../operations/rooms/store.ts'
import { createDocumentChanges } from '../operations/search/document-changes.ts'
import { createSignInStore, type SignInStore } from '../operations/sign-in/store.ts'
import { createTeamStore, type TeamStore } from '../operations/teams/store.ts'
import { createTemplateStore, type TemplateStore } from '../operations/templates/store.ts'
import { createUploadStore, type UploadStore } from '../operations/uploads/store.ts'
import { createUserStore, type UserStore } from '../operations/users/store.ts'
import { createDocumentStore, type DocumentStore } from '../search/documents.ts'
import { createEmbeddedSearch } from '../search/embedded-search.ts'
import type { MeilisearchSettings } from '../search/meilisearch/options.ts'
import { createMeilisearchSearch, type Notices } from '../search/meilisearch/search.ts'
import type { WorldSearch } from '../search/world-search.ts'
import type { Stubs } from '../stubs/stubs.ts'
import { explainNoCallers } from './callers.ts'
import { type Change, type Changes, createChanges } from './changes.ts'
import { checkFixture, type Ground } from './ground.ts'
import { openInMemory } from './image.ts'
import type { Slot } from './slot.ts'

export interface WorldOptions extends Notices, DueTimes {
  /** A SQLite file, or `:memory:`. */
  db: string
  /** Folders with a `world.json`, `default`, or worlds, merged in order. */
  fixtures: readonly (string | WorldFixture)[]
  /** Start over from the fixture although the file has rows. */
  reset: boolean
  clock: Clock
  newId: NewId
  /** The Meilisearch that searches. Without it the embedded engine does. */
  meilisearch?: MeilisearchSettings | undefined
}

/** What a world has of its name, whatever its rows are. */
export type Powers = Pick<Slot, 'faults' | 'stubs' | 'journal'>

/** What changes what is searched. */
const isSearched = new Set<Change['kind']>([
  'message_created',
  'message_updated',
  'conversation_deleted',
])

export interface World {
  /** The fixture's name, and whether its files have changed since the rows were made. */
  fixture: { name: string; isStale: boolean }
  database: Database
  health: DatabaseHealth
  clock: Clock
  newId: NewId
  directory: DirectoryStore
  organizations: OrganizationStore
  users: UserStore
  signIn: SignInStore
  teams: TeamStore
  contacts: ContactStore
  boards: BoardStore
  channels: ChannelStore
  categories: CategoryStore
  messageTemplates: TemplateStore
  notifications: NotificationStore
  contactHistory: ContactHistory
  /** @param user_id who deletes it */
  removeContact: (contact_id: string, user_id: string) => void
  activities: ActivityStore
  presence: PresenceStore
  conversations: ConversationStore
  /** Of conversations in lists. */
  order: ConversationOrder
  /** Calls back when what is due is moved: before anything is shown. */
  settle: (done: () => void) => void
  counts: CountStore
  messages: MessageStore
  rooms: RoomStore
  roomMembers: RoomMembers
  assigning: Assigning
  comments: CommentStore
  templates: TemplateLookup
  /** What populations of its fixture can say, and the names of who says it. */
  lines: () => FixtureLines
  uploads: UploadStore
  documents: DocumentStore
  search: WorldSearch
  /** What its requests have written. */
  changes: Changes
  faults: Faults
  stubs: Stubs
  /** Whose written rows are counted. */
  written: Written
  /** Of its requests; undefined where none is kept. */
  journal: Journal | undefined
  /** How often all rows were replaced: what was read before is of another world. */
  filling: () => number
  /** Starts over from the fixture, or from what `fill` writes: whole, or not at all. */
  reset: (fill?: Fill) => void
  close: () => Promise<void>
}

/**
 * @throws {StartError} when the database or the fixture cannot be used, or when the database was
 *   seeded from another fixture
 */
export function createWorld(options: WorldOptions & Powers, ground: Ground): World {
  const { db, reset } = options
  const { fixtures, fill } = ground
  const readImage = () => readSeedImage(identifyUnread(fixtures))
  const database =
    db === ':memory:' ? openInMemory(ground) : openDatabase(db, fill, options.warn, readImage)
  try {
    if (reset) refill(database, fill)
    const { name } = checkFixture(database, db, fixtures)
    const problem = explainNoCallers(database, name)
    if (problem !== undefined) options.warn(problem)
    return assembleWorld(database, options, ground)
  } catch (error) {
    database.close()
    throw explainDatabaseError(error, db)
  }
}

/** A world over a database that has its rows. */
export function assembleWorld(
  database: Database,
  options: WorldOptions & Powers,
  { fixtures, fill, settings: readSettings, lines }: Ground,
): World {
  const { db, clock, newId, meilisearch, faults, stubs } = options
  const changes = createChanges(database, options.warn)
  const due = createDueStore(database, clock, changes, options, options.warn)
  const order = createConversationOrder(database)
  const conversations = createConversationStore(database, clock, newId, changes, due, order)
  const documents = createDocumentStore(database)
  const settings = readSettings()
  const search =
    meilisearch === undefined
      ? createEmbeddedSearch(database, documents, settings, clock, faults.lags)
      : createMeilisearchSearch(database, documents, settings, meilisearch, newId, options)
  const users = createUserStore(database, clock, newId, changes)
  const contacts = createContactStore(database, clock, newId, changes)
  const roomMembers = createRoomMembers(database, conversations, changes)
  const comments = createCommentStore(database, clock, newId, changes)
  const teams = createTeamStore(database, clock, newId, changes)
  const documentChanges = createDocumentChanges(database)
  const rooms = createRoomStore(database, conversations, order, users, changes, documentChanges)
  const messages = createMessageStore(
    database,
    conversations,
    clock,
    newId,
    changes,
    users,
    comments,
    documentChanges,
  )
  const { noticeMessages } = search
  if (noticeMessages !== undefined) {
    changes.listen(() => noticeMessages(), isSearched)
  }
  const counts = createCountStore(database)
  let filling = 0
  const presence = createPresenceStore(database, clock, changes)
  presence.forget()
  const health = createDatabaseHealth(database, db, options.warn)
  return {
    get fixture() {
      return checkFixture(database, db, fixtures)
    },
    database,
    health,
    clock,
    newId,
    directory: createDirectoryStore(database),
    users,
    organizations: createOrganizationStore(database),
    signIn: createSignInStore(database, clock, newId, changes),
    teams,
    contacts,
    boards: createBoardStore(database, contacts, clock, newId, changes, documentChanges),
    channels: createChannelStore(database, clock, newId, changes),
    categories: createCategoryStore(database, clock, newId, changes),
    messageTemplates: createTemplateStore(database, clock, newId, changes),
    notifications: createNotificationStore(database),
    removeContact: createContactRemoval(database, rooms, changes),
    contactHistory: createContactHistory(database, order, teams, rooms, comments),
    activities: createActivityStore(database),
    presence,
    conversations,
    order,
    settle: due.settle,
    get counts() {
      return faults.lags.countsInstead() ?? counts
    },
    messages,
    rooms,
    roomMembers,
    assigning: createAssigning(database, roomMembers, clock, newId, changes),
    comments,
    templates: createTemplateLookup(database),
    lines,
    uploads: createUploadStore(database, clock, newId, changes),
    documents,
    search,
    changes,
    faults,
    stubs,
    written: writtenIn(database),
    journal: options.journal,
    filling: () => filling,
    reset: (other = fill) => {
      messages.keep()
      refill(database, other)
      due.forget()
      presence.forget()
      search.reset()
      filling += 1
    },
    close: async () => {
      const isWhole = db !== ':memory:' && health.problem() === undefined
      health.close()
      await search.close()
      if (isWhole) closeCleanly(db, database)
      else database.close()
    },
  }
}
