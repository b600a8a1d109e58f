/** Conversations and who has joined them: creating, finding and counting, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { ChannelRow } from '../directory/store.ts'
import type { Clock } from '../world/clock.ts'
import type { NewId } from '../world/ids.ts'
import { text } from '../world/parameters.ts'
import { guestName } from './guest-name.ts'
import {
  type ChannelCountQuery,
  type ChannelCounts,
  type ChannelType,
  type Conversation,
  type ConversationStatus,
  channelTypes,
  type ViewsCount,
} from './schemas.ts'

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

interface SimpleUserRow {
  id: string
  display_name: string
  avatar_url: string
}

/** Whose conversations are counted. No business unit: the whole organization. */
interface Scope {
  organization_id: string
  business_unit_id: string | null
}

interface ChannelFilter {
  organization_id: string
  /** Counts only what this user has joined. */
  user_id: string | null
  team_id: string | null
  status: ChannelCountQuery['status'] | null
}

export function createConversationStore(database: Database, clock: Clock, newId: NewId) {
  const columns =
    'id, organization_id, business_unit_id, channel_id, channel_type, contact_id, status, name, timestamp'
  const byEitherId = database.prepare<[{ id: string }], ConversationRow>(`
    SELECT ${columns} FROM conversations WHERE id = :id
    UNION ALL
    SELECT ${columns} FROM conversations WHERE team_conversation_id = :id
    LIMIT 1`)
  const latestOfContact = database.prepare<[{ contact_id: string }], ConversationRow>(`
    SELECT ${columns} FROM conversations
    WHERE contact_id = ${text('contact_id')} ORDER BY rowid DESC LIMIT 1`)
  const users = database.prepare<[{ id: string }], SimpleUserRow>(`
    SELECT users.id, display_name, avatar_url
    FROM conversation_users JOIN users ON users.id = user_id
    WHERE conversation_id = ${text('id')}
    ORDER BY conversation_users.rowid`)
  const agentJoined = database
    .prepare<[{ id: string }], number>(`
    SELECT EXISTS (
      SELECT 1 FROM conversation_users JOIN users ON users.id = user_id
      WHERE conversation_id = ${text('id')} AND NOT is_bot)`)
    .pluck()

  const insertContact = database.prepare<[Record<string, unknown>]>(`
    INSERT INTO contacts
      (id, organization_id, business_unit_id, channel_id, channel_type, display_name, created_at)
    VALUES
      (:id, :organization_id, :business_unit_id, :channel_id, :channel_type, :display_name, :created_at)`)
  const insertConversation = database.prepare<[Record<string, unknown>]>(`
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type,
       contact_id, team_id, status, name, timestamp, is_presence)
    VALUES
      (:id, :team_conversation_id, :organization_id, :business_unit_id, :channel_id, :channel_type,
       :contact_id,
       (SELECT id FROM teams WHERE business_unit_id = :business_unit_id AND is_default),
       'active', :name, :timestamp, 0)`)
  const insertUser = database.prepare<[string, string]>(
    'INSERT INTO conversation_users (conversation_id, user_id) VALUES (?, ?)',
  )
  const updateStatus = database.prepare<[ConversationStatus, string]>(
    'UPDATE conversations SET status = ? WHERE id = ?',
  )

  const viewsOf = (scope: string) => ({
    statusAndTeam: database.prepare<
      [Scope],
      { status: ConversationStatus; team_id: string; conversations: number; online: number }
    >(`
      SELECT status, team_id, sum(conversations) AS conversations,
        sum(conversations * is_presence) AS online
      FROM conversation_counts
      WHERE ${scope}
      GROUP BY status, team_id`),
    openAndJoined: database
      .prepare<[Scope & { user_id: string }], number | null>(`
      SELECT sum(conversations) FROM joined_counts
      WHERE user_id = ${text('user_id')} AND ${scope} AND status NOT IN ('closed', 'spam')`)
      .pluck(),
  })
  // Apart, so that the groups of a business unit come in order from the key and need no sorting.
  const inOrganization = `organization_id = ${text('organization_id')}`
  const viewsOfOrganization = viewsOf(inOrganization)
  const viewsOfUnit = viewsOf(
    `${inOrganization} AND business_unit_id = ${text('business_unit_id')}`,
  )
  // `closed` and `spam` are counted only when asked for by name.
  const byChannelType = (counts: string) =>
    database.prepare<[ChannelFilter], { channel_type: ChannelType; conversations: number }>(`
    SELECT channel_type, sum(conversations) AS conversations
    FROM ${counts} AND organization_id = ${text('organization_id')}
      AND (:team_id IS NULL OR team_id = ${text('team_id')})
      AND CASE :status
            WHEN 'online' THEN is_presence AND status NOT IN ('closed', 'spam')
            ELSE status = coalesce(:status, status)
              AND (:status IS NOT NULL OR status NOT IN ('closed', 'spam'))
          END
    GROUP BY channel_type`)
  const channelsOfAll = byChannelType('conversation_counts WHERE TRUE')
  const channelsOfJoined = byChannelType(`joined_counts WHERE user_id = ${text('user_id')}`)

  function toConversation(row: ConversationRow): Conversation {
    return {
      object_name: 'conversation',
      ...row,
      users: users.all({ id: row.id }).map((user) => ({ object_name: 'simple_user', ...user })),
    }
  }

  const createWithGuest = database.transaction((channel: ChannelRow) => {
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

  const getOrCreate = database.transaction((channel: ChannelRow, contactId: string) => {
    const existing = latestOfContact.get({ contact_id: contactId })
    if (existing === undefined) {
      const now = clock()
      return insert(channel, contactId, guestName(newId('guest'), now), now)
    }
    if (existing.status === 'closed') setStatus(existing, 'active')
    return toConversation(existing)
  })

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
    return toConversation(row)
  }

  /** Changes the row and the value alike. */
  function setStatus(conversation: ConversationRow, status: ConversationStatus): void {
    if (conversation.status === status) return
    updateStatus.run(status, conversation.id)
    conversation.status = status
  }

  return {
    /** Finds by the conversation's or the team conversation's id. */
    find: (id: string) => byEitherId.get({ id }),
    /** A contact has one current conversation: the latest. */
    findOfContact: (contactId: string) => latestOfContact.get({ contact_id: contactId }),
    /** A new guest on the channel, with a conversation in the default team and the bot as its user. */
    createWithGuest: (channel: ChannelRow): Conversation => createWithGuest(channel),
    /** The contact's conversation, active again if it was closed; a new one if there is none. */
    getOrCreate: (channel: ChannelRow, contactId: string): Conversation =>
      getOrCreate(channel, contactId),
    /** Whether a person has joined; a bot is no agent. */
    isAgentJoined: (conversationId: string) => agentJoined.get({ id: conversationId }) === 1,
    setStatus,

    /**
     * Counts every view at once. A view leaves out `closed` and `spam`, which are counted apart.
     *
     * @param teamIds the teams that get a key, zero or not, in this order
     */
    countViews(scope: Scope, userId: string, teamIds: string[]): ViewsCount {
      const byStatus: Partial<Record<ConversationStatus, number>> = {}
      const byTeam = new Map<string, number>(teamIds.map((id) => [id, 0]))
      let all = 0
      let online = 0
      const views = scope.business_unit_id === null ? viewsOfOrganization : viewsOfUnit
      for (const group of views.statusAndTeam.all(scope)) {
        byStatus[group.status] = (byStatus[group.status] ?? 0) + group.conversations
        if (group.status === 'closed' || group.status === 'spam') continue
        all += group.conversations
        online += group.online
        byTeam.set(group.team_id, (byTeam.get(group.team_id) ?? 0) + group.conversations)
      }
      const withoutTeam = byTeam.get('') ?? 0
      byTeam.delete('')
      return {
        all,
        yours: views.openAndJoined.get({ ...scope, user_id: userId }) ?? 0,
        closed: byStatus.closed ?? 0,
        spam: byStatus.spam ?? 0,
        online,
        rep_needed: byStatus['rep needed'] ?? 0,
        pending: byStatus.pending ?? 0,
        soon_to_be: byStatus['soon to be'] ?? 0,
        overdue: byStatus.overdue ?? 0,
        ...Object.fromEntries([...byTeam, ['null', withoutTeam]]),
      }
    },

    /** Counts by channel type; every condition that is set narrows the count further. */
    countChannels(filter: ChannelFilter): ChannelCounts {
      const statement = filter.user_id === null ? channelsOfAll : channelsOfJoined
      const counts = Object.fromEntries(channelTypes.map((type) => [type, 0])) as Record<
        ChannelType,
        number
      >
      let all = 0
      for (const group of statement.all(filter)) {
        counts[group.channel_type] = group.conversations
        all += group.conversations
      }
      return { ...counts, all }
    },
  }
}
export type ConversationStore = ReturnType<typeof createConversationStore>
