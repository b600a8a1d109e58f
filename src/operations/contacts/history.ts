/** What there has been with a contact: conversations, files and comments, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import type { CommentStore } from '../comments/store.ts'
import type { ConversationOrder } from '../conversations/order.ts'
import type { ChannelType } from '../conversations/schemas.ts'
import type { Page } from '../lists.ts'
import type { RoomStore } from '../rooms/store.ts'
import type { TeamStore } from '../teams/store.ts'
import type { ContactComment, ContactConversation, ContactFile } from './operations-of-history.ts'

interface ConversationRow
  extends Omit<
    ContactConversation,
    | 'object_name'
    | '_id'
    | 'is_agent_joined'
    | 'is_joined'
    | 'is_presence'
    | 'teams'
    | 'available_team_conversations'
  > {
  team_conversation_id: string
  team_id: string | null
  is_agent_joined: number
  is_joined: number
  is_presence: number
}

interface MessageRow {
  id: string
  conversation_id: string
  organization_id: string
  business_unit_id: string
  channel_type: ChannelType
  content: string
  created_at: string
  updated_at: string
}

/** Of one contact; no channel types are all of them. */
interface Asked {
  contact_id: string
  channel_types: string
}

export function createContactHistory(
  database: Database,
  order: ConversationOrder,
  teams: TeamStore,
  rooms: RoomStore,
  comments: CommentStore,
) {
  const lazy = lazily(database)
  const ofContact = `c.contact_id = :contact_id`
  const onChannels = `
    (:channel_types = '[]' OR c.channel_type IN (SELECT value FROM json_each(:channel_types)))`
  const page = `LIMIT :limit OFFSET :skip`

  const conversationCount = lazy
    .prepare<[Asked], number>(
      `SELECT count(*) FROM conversations c WHERE ${ofContact} AND ${onChannels}`,
    )
    .pluck()
  const conversations = lazy.prepare<[Asked & Page & { user_id: string }], ConversationRow>(`
    SELECT c.id, c.organization_id, c.business_unit_id, c.channel_id, c.channel_type, c.contact_id,
      c.status, c.name, c.latest_at AS timestamp,
      EXISTS (
        SELECT 1 FROM conversation_users u JOIN users ON users.id = u.user_id
        WHERE u.conversation_id = c.id AND NOT users.is_bot) AS is_agent_joined,
      EXISTS (
        SELECT 1 FROM conversation_users u
        WHERE u.conversation_id = c.id AND u.user_id = :user_id) AS is_joined,
      c.is_presence, c.team_conversation_id, c.team_id
    FROM conversations c WHERE ${ofContact} AND ${onChannels}
    ORDER BY c.latest_at DESC, c.rowid DESC ${page}`)

  // As the index \`file_of_conversation\` has it, or that cannot be used.
  const files = `
    FROM conversations c JOIN messages m ON m.conversation_id = c.id
    WHERE ${ofContact} AND m.type IN ('image', 'pdf', 'csv', 'file', 'audio', 'video')
      AND json_extract(m.content, '$.url') <> ''`
  const fileCount = lazy
    .prepare<[{ contact_id: string }], number>(`SELECT count(*) ${files}`)
    .pluck()
  const filePage = lazy.prepare<
    [{ contact_id: string } & Page],
    Omit<ContactFile, '_id' | 'content'> & { id: string; url: string; caption: string }
  >(`
    SELECT m.id, m.type, json_extract(m.content, '$.url') AS url,
      coalesce(json_extract(m.content, '$.caption'), '') AS caption,
      m."from", m.created_at, m.updated_at
    ${files} ORDER BY m.seq DESC ${page}`)

  const commented = `
    FROM conversations c JOIN messages m ON m.conversation_id = c.id
    WHERE ${ofContact} AND m.has_comments`
  const messageColumns = `
    SELECT m.id, m.conversation_id, c.organization_id, c.business_unit_id, c.channel_type, m.content,
      m.created_at, m.updated_at`
  const commentCount = lazy
    .prepare<[Asked], number>(`SELECT count(*) ${commented} AND ${onChannels}`)
    .pluck()
  const commentPage = lazy.prepare<[Asked & Page], MessageRow>(
    `${messageColumns} ${commented} AND ${onChannels} ORDER BY m.seq DESC ${page}`,
  )
  const messageOfComment = lazy.prepare<[{ contact_id: string; id: string }], MessageRow>(`
    ${messageColumns} ${commented}
      AND m.id = coalesce((SELECT message_id FROM comments WHERE id = :id), :id)`)

  const latestMessage = lazy.prepare<[{ contact_id: string }], MessageRow>(`
    ${messageColumns} FROM conversations c JOIN messages m ON m.conversation_id = c.id
    WHERE ${ofContact} ORDER BY m.seq DESC LIMIT 1`)

  const placeOf = ({ conversation_id: id, organization_id, channel_type }: MessageRow) => ({
    id,
    organization_id,
    channel_type,
  })

  const toComment = (row: MessageRow, userId: string): ContactComment => {
    const room = rooms.show(rooms.get(row.conversation_id), userId)
    const { organization_id, channel_type } = row
    return {
      _id: row.id,
      content: JSON.parse(row.content),
      organization_id,
      business_unit_id: row.business_unit_id,
      conversation_id: row.conversation_id,
      channel_type,
      comments: comments.listOf(placeOf(row), row.id),
      created_at: row.created_at,
      updated_at: row.updated_at,
      team_conversation_users_id: room.id,
      team_id: room.team_id,
      team_conversation: room,
    }
  }

  const asked = (contact_id: string, channelTypes: readonly string[]): Asked => ({
    contact_id,
    channel_types: JSON.stringify(channelTypes),
  })

  return {
    /** @param userId who looks */
    conversations(
      contactId: string,
      channelTypes: readonly string[],
      userId: string,
      page: Page,
    ): { rows: ContactConversation[]; count: number } {
      order.settle()
      const of = asked(contactId, channelTypes)
      return {
        rows: conversations
          .all({ ...of, ...page, user_id: userId })
          .map(({ team_conversation_id, team_id, ...row }) => {
            const team = team_id === null ? undefined : teams.find(team_id, row.organization_id)
            return {
              object_name: 'conversation',
              ...row,
              is_agent_joined: row.is_agent_joined === 1,
              is_joined: row.is_joined === 1,
              is_presence: row.is_presence === 1,
              _id: row.id,
              teams: team === undefined ? [] : [team],
              // Guessed: a conversation has one room here, which every agent may open.
              available_team_conversations: [{ _id: team_conversation_id, user_id: userId }],
            }
          }),
        count: conversationCount.get(of) ?? 0,
      }
    },

    files(contactId: string, page: Page): { rows: ContactFile[]; count: number } {
      const rows = filePage.all({ contact_id: contactId, ...page })
      return {
        rows: rows.map(({ id, type, url, caption, ...row }) => ({
          _id: id,
          type,
          content: { url, caption, extension: extensionOf(url) },
          ...row,
        })),
        count: fileCount.get({ contact_id: contactId }) ?? 0,
      }
    },

    /** @param userId who looks */
    comments(
      contactId: string,
      channelTypes: readonly string[],
      userId: string,
      page: Page,
    ): { rows: ContactComment[]; count: number } {
      const of = asked(contactId, channelTypes)
      const rows = commentPage.all({ ...of, ...page })
      return {
        rows: rows.map((row) => toComment(row, userId)),
        count: commentCount.get(of) ?? 0,
      }
    },

    /**
     * @param id of a comment: then it is the message's only one here; or of the message
     * @returns undefined where there is none in the contact's conversations
     */
    comment(contactId: string, id: string, userId: string): ContactComment | undefined {
      const row = messageOfComment.get({ contact_id: contactId, id })
      if (row === undefined) return undefined
      const found = toComment(row, userId)
      if (row.id === id) return found
      return { ...found, comments: found.comments.filter(({ _id }) => _id === id) }
    },

    /** About the latest message of the contact's conversations. @returns undefined where there is none */
    addComment(contactId: string, userId: string, content: string): ContactComment | undefined {
      const message = latestMessage.get({ contact_id: contactId })
      if (message === undefined) return undefined
      comments.add(placeOf(message), message.id, userId, content, [])
      return toComment(message, userId)
    },

    /** @returns whether there was one of this id, which a message's is not */
    removeComment(contactId: string, commentId: string): boolean {
      const message = messageOfComment.get({ contact_id: contactId, id: commentId })
      return message !== undefined && comments.remove(placeOf(message), commentId)
    },
  }
}
export type ContactHistory = ReturnType<typeof createContactHistory>

/** What stands behind the last dot of a url's last part, whatever follows its path. Pure. */
export function extensionOf(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1)
  const withoutHost = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
  return /\.([a-z\d]{1,10})$/i.exec(withoutHost)?.[1]?.toLowerCase() ?? ''
}
