/** Conversations and who has joined them: creating and finding, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChannelRow } from '../directory/store.ts'
import type { ChangeLog } from './changes.ts'
import type { DueStore } from './due.ts'
import type { DueRow } from './due-batches.ts'
import { later, type Waiting, waitingStatuses } from './due-times.ts'
import { guestName } from './guest-name.ts'
import type { ConversationOrder } from './order.ts'
import type { ChannelType, Conversation, ConversationStatus } from './schemas.ts'

export interface ConversationRow {
  id: string
  organization_id: string
  business_unit_id: string
  channel_id: string
  channel_type: ChannelType
  contact_id: string
  status: ConversationStatus
  name: string
  timestamp: string
}

/** Who writes a message, as far as it moves the conversation on. */
export type Sender = 'contact' | 'agent' | 'bot'

interface SimpleUserRow {
  id: string
  display_name: string
  avatar_url: string
}

export function createConversationStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
  due: DueStore,
  order: ConversationOrder,
) {
  const lazy = lazily(database)
  const columns =
    'id, organization_id, business_unit_id, channel_id, channel_type, contact_id, status, name, timestamp'
  const byEitherId = lazy.prepare<[{ id: string }], ConversationRow>(`
    SELECT ${columns} FROM conversations WHERE id = :id
    UNION ALL
    SELECT ${columns} FROM conversations WHERE team_conversation_id = :id
    LIMIT 1`)
  const latestOfContact = lazy.prepare<[{ contact_id: string }], ConversationRow>(`
    SELECT ${columns} FROM conversations
    WHERE contact_id = :contact_id ORDER BY rowid DESC LIMIT 1`)
  const users = lazy.prepare<[{ id: string }], SimpleUserRow>(`
    SELECT users.id, display_name, avatar_url
    FROM conversation_users JOIN users ON users.id = user_id
    WHERE conversation_id = :id
    ORDER BY conversation_users.rowid`)
  const agentJoined = lazy
    .prepare<[{ id: string }], number>(`
    SELECT EXISTS (
      SELECT 1 FROM conversation_users JOIN users ON users.id = user_id
      WHERE conversation_id = :id AND NOT is_bot)`)
    .pluck()

  const insertContact = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO contacts
      (id, organization_id, business_unit_id, channel_id, channel_type, display_name, created_at)
    VALUES
      (:id, :organization_id, :business_unit_id, :channel_id, :channel_type, :display_name, :created_at)`)
  const insertConversation = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type,
       contact_id, team_id, status, name, timestamp, is_presence, latest_at)
    VALUES
      (:id, :team_conversation_id, :organization_id, :business_unit_id, :channel_id, :channel_type,
       :contact_id,
       (SELECT id FROM teams WHERE business_unit_id = :business_unit_id AND is_default),
       'active', :name, :timestamp, 0, :timestamp)`)
  const insertUser = lazy.prepare<[string, string]>(
    'INSERT INTO conversation_users (conversation_id, user_id) VALUES (?, ?)',
  )

  function toConversation(row: ConversationRow): Conversation {
    return {
      object_name: 'conversation',
      ...row,
      users: users.all({ id: row.id }).map((user) => ({ object_name: 'simple_user', ...user })),
    }
  }

  const createWithGuest = changes.transaction((channel: ChannelRow) => {
    const contactId = newId('contact')
    const now = clock()
    const name = guestName(newId('guest'), now)
    insertContact.run({
      id: contactId,
      organization_id: channel.organization_id,
      business_unit_id: channel.business_unit_id,
      channel_id: channel.id,
      channel_type: channel.type,
      display_name: name,
      created_at: now.toISOString(),
    })
    return insert(channel, contactId, name, now)
  })

  const getOrCreate = changes.transaction(
    (channel: ChannelRow, contactId: string, name?: string) => {
      const existing = latestOfContact.get({ contact_id: contactId })
      if (existing === undefined) {
        const now = clock()
        return insert(channel, contactId, name ?? guestName(newId('guest'), now), now)
      }
      if (existing.status === 'closed') setStatus(existing, 'active')
      return toConversation(existing)
    },
  )

  function insert(channel: ChannelRow, contactId: string, name: string, now: Date): Conversation {
    const row: ConversationRow = {
      id: newId('conversation'),
      organization_id: channel.organization_id,
      business_unit_id: channel.business_unit_id,
      channel_id: channel.id,
      channel_type: channel.type,
      contact_id: contactId,
      status: 'active',
      name,
      timestamp: now.toISOString(),
    }
    insertConversation.run({ ...row, team_conversation_id: newId('team_conversation') })
    if (channel.bot_id !== null) insertUser.run(row.id, channel.bot_id)
    const conversation = toConversation(row)
    changes.note(() => ({
      kind: 'conversation_created',
      conversation_id: row.id,
      conversation,
    }))
    return conversation
  }

  /** Changes the row and the value alike. */
  function setStatus(conversation: ConversationRow, status: ConversationStatus): void {
    if (conversation.status !== status) change(conversation, due.get(conversation.id), status, {})
  }

  /** @param waiting what changes of it, whatever the status is */
  function change(
    conversation: ConversationRow,
    row: DueRow,
    status: ConversationStatus,
    waiting: Partial<Waiting>,
  ): void {
    const { id: conversation_id, status: previous_status } = conversation
    if (status === previous_status) {
      due.change(row, waiting)
      return
    }
    conversation.status = status
    // Who is answered, or given up, waits no more; who is joined or left waits on.
    const isOver = status === 'closed' || status === 'spam'
    due.change(row, {
      ...waiting,
      status,
      ...((isOver || status === 'active') && { waiting_since: null }),
      ...(isOver && { closes_at: null }),
    })
    changes.note(() => ({ kind: 'status_updated', conversation_id, previous_status, status }))
  }

  return {
    /** Finds by the conversation's or the team conversation's id. */
    find: (id: string) => byEitherId.get({ id }),
    /** A contact has one current conversation: the latest. */
    findOfContact: (contactId: string) => latestOfContact.get({ contact_id: contactId }),
    /** The row as the API shows it. */
    withUsers: (row: ConversationRow): Conversation => toConversation(row),
    /** A new guest on the channel, with a conversation in the default team and the bot as its user. */
    createWithGuest: (channel: ChannelRow): Conversation => createWithGuest(channel),
    /**
     * The contact's conversation, active again if it was closed; a new one if there is none.
     *
     * @param name of a new one, default a guest's
     */
    getOrCreate: (channel: ChannelRow, contactId: string, name?: string): Conversation =>
      getOrCreate(channel, contactId, name),
    /** Whether a person has joined; a bot is no agent. */
    isAgentJoined: (conversationId: string) => agentJoined.get({ id: conversationId }) === 1,
    setStatus,
    /**
     * Moves a conversation on to which a message came at this time. A contact waits from the first one on
     * that nobody has answered; a bot's message changes nothing of it.
     */
    noticeMessage(
      conversation: ConversationRow,
      at: string,
      sender: Sender,
      status: ConversationStatus,
    ): void {
      order.noticeMessage()
      if (sender === 'bot') return
      const isOfContact = sender === 'contact'
      const row = due.get(conversation.id)
      const isWaiting = waitingStatuses.includes(conversation.status)
      const waiting_since = isOfContact ? ((isWaiting ? row.waiting_since : null) ?? at) : null
      const closes_at = isOfContact ? later(at, due.times.closeAfterMs) : row.closes_at
      change(conversation, row, status, { waiting_since, closes_at })
    },
    waitFromNow: due.waitFromNow,
    /** Since when the contact waits in this world, while nobody has answered. */
    waitsSince: (id: string) => due.get(id).waiting_since,
  }
}
export type ConversationStore = ReturnType<typeof createConversationStore>
