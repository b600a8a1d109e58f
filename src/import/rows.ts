/** Rows of answers -> rows of a fixture. Pure. */
import type {
  FixtureActivity,
  FixtureBoard,
  FixtureBoardField,
  FixtureCategory,
  FixtureChannel,
  FixtureComment,
  FixtureContact,
  FixtureConversation,
  FixtureMessage,
  FixtureMessageTemplate,
  FixtureNotification,
  FixtureTeam,
  FixtureTeamLabel,
  FixtureTeamUser,
  FixtureUser,
  FixtureWhatsappTemplate,
} from '../fixtures/types.ts'
import type { Row } from './calls.ts'
import { idOf, said, text, time, times } from './fields.ts'

export const toUnit = (row: Row, organization_id: string) => ({
  id: idOf(row),
  organization_id,
  name: text(row.name),
  ...said<FixtureTeam>(row, times),
})

export const toTeam = (row: Row): FixtureTeam => ({
  id: idOf(row),
  business_unit_id: text(row.business_unit_id),
  name: text(row.name),
  ...said<FixtureTeam>(row, [
    'is_default',
    'mode',
    'icon_url',
    'description',
    'is_disabled',
    ...times,
  ]),
})

export const toUser = (row: Row, organization_id: string): FixtureUser => ({
  id: idOf(row),
  organization_ids: [organization_id],
  display_name: text(row.display_name),
  ...said<FixtureUser>(row, [
    'avatar_url',
    'email',
    'is_bot',
    'first_name',
    'last_name',
    'gender',
    'language',
    'area_code',
    'phone_number',
    'role',
    'on_boarded',
    ...times,
  ]),
})

export const toTeamUser = (row: Row, team_id: string): FixtureTeamUser => ({
  id: idOf(row),
  team_id,
  user_id: text(row.user_id),
  ...said<FixtureTeamUser>(row, ['role', 'state', ...times]),
})

export const toLabel = (row: Row, team_id: string): FixtureTeamLabel => ({
  id: idOf(row),
  team_id,
  name: text(row.name),
  ...said<FixtureTeamLabel>(row, ['color', ...times]),
})

export const toChannel = (row: Row, is_default: boolean): FixtureChannel => ({
  id: idOf(row),
  business_unit_id: text(row.business_unit_id),
  type: row.type as FixtureChannel['type'],
  name: text(row.name),
  is_default,
  ...said<FixtureChannel>(row, ['bot_id', 'active', 'config', ...times]),
})

export const toContact = (row: Row): FixtureContact => ({
  id: idOf(row),
  channel_id: text(row.channel_id),
  display_name: text(row.display_name),
  ...said<FixtureContact>(row, [
    'first_name',
    'last_name',
    'language',
    'avatar_url',
    'gender',
    'area_code',
    'phone_number',
    'email',
    'remark',
    'time_zone',
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
    'last_seen',
    'labels',
    'created_at',
    'updated_at',
  ]),
})

export const toConversation = (
  room: Row,
  user_ids: string[],
  start: string,
): FixtureConversation => ({
  id: text(room.conversation_id),
  team_conversation_id: idOf(room),
  contact_id: text(room.contact_id),
  team_id: text(room.team_id) || null,
  status: room.status as FixtureConversation['status'],
  name: text(room.name),
  timestamp: time(start || room.timestamp),
  ...(room.is_presence === true && { is_presence: true }),
  user_ids,
})

export const toMessage = (row: Row, conversation_id: string): FixtureMessage => ({
  id: idOf(row),
  conversation_id,
  from: text(row.from),
  type: row.type as FixtureMessage['type'],
  content: (row.content ?? {}) as Row,
  created_at: time(row.created_at),
  ...(row.updated_at !== row.created_at && said<FixtureMessage>(row, ['updated_at'])),
  ...(row.pinned === true && { pinned: true }),
  ...(Array.isArray(row.labels) && { label_ids: (row.labels as Row[]).map(idOf) }),
})

export function toComments(message: Row): FixtureComment[] {
  const comments = Array.isArray(message.comments) ? (message.comments as Row[]) : []
  return comments.map((row) => {
    const { from, user_id } = row as { from?: Row; user_id?: string }
    const labels = Array.isArray(row.labels) ? (row.labels as Row[]) : []
    return {
      id: idOf(row),
      message_id: idOf(message),
      user_id: user_id ?? (typeof from === 'string' ? from : idOf(from ?? {})),
      content: text(row.content),
      ...(labels.length > 0 && { label_ids: labels.map(idOf) }),
      ...said<FixtureComment>(row, times),
    }
  })
}

export const toActivity = (row: Row, conversation_id: string): FixtureActivity => {
  const user_id = text(row.user) || text(row.user_id)
  return {
    id: idOf(row),
    conversation_id,
    ...(user_id !== '' && { user_id }),
    summary: text(row.summary),
    ...said<FixtureActivity>(row, ['sentiment', 'importance', ...times]),
  }
}

export const toCategory = (row: Row, organization_id: string): FixtureCategory => ({
  id: idOf(row),
  organization_id,
  name: text(row.name),
  ...said<FixtureCategory>(row, ['description', 'apply_to', 'is_default', ...times]),
})

export const toMessageTemplate = (row: Row): FixtureMessageTemplate => {
  const category = idOf((row.category ?? {}) as Row)
  return {
    id: idOf(row),
    business_unit_id: text(row.business_unit_id),
    title: text(row.title),
    text: text(row.text),
    ...(category !== '' && { category_id: category }),
    ...said<FixtureMessageTemplate>(row, ['template_language', ...times]),
  }
}

export const toWhatsappTemplate = (row: Row): FixtureWhatsappTemplate => ({
  id: idOf(row),
  business_unit_id: text(row.business_unit_id),
  template_name: text(row.template_name),
  text: text(row.text),
  ...said<FixtureWhatsappTemplate>(row, ['language', 'status', ...times]),
})

export const toNotification = (row: Row, organization_id: string): FixtureNotification => ({
  id: idOf(row),
  organization_id,
  recipient: text(row.recipient),
  type: Number(row.type),
  title: text(row.title),
  ...said<FixtureNotification>(row, ['content', 'from', 'channel_type', 'action_to', 'is_read']),
  created_at: time(row.created_at),
})

export const toBoard = (row: Row): FixtureBoard => ({
  id: idOf(row),
  business_unit_id: text(row.business_unit_id),
  name: text(row.name),
  fields: (Array.isArray(row.fields) ? (row.fields as Row[]) : []).map((field) => ({
    id: idOf(field),
    name: text(field.name),
    ...said<FixtureBoardField>(field, ['type', 'is_identifier', 'hidden', 'data']),
  })),
  ...said<FixtureBoard>(row, ['description', 'type', 'is_default', 'hidden', 'order', ...times]),
})

/** As the gateway stores items: engines rank by the order of attributes. */
const first = ['_id', 'doc_name', 'public_id', 'organization_id', 'business_unit_id', 'board_id']
const last = ['fields', 'created_at', 'updated_at', 'fields_timestamp']

/** Without the contact, which is looked up: the document of search is the item. */
export function toDocument({ contacts: _contact, id, ...row }: Row): Row {
  const document: Row = { _id: id, ...row }
  const others = Object.keys(document).filter((key) => !first.includes(key) && !last.includes(key))
  const keys = [...first, ...others, ...last].filter((key) => key in document)
  return Object.fromEntries(keys.map((key) => [key, document[key]]))
}
