/** Walks through an organization by reading calls. The order is always the same: it can go on anywhere. */
import type { CompleteWorld } from '../fixtures/types.ts'
import { type Calls, RefusedError, type Row } from './calls.ts'
import { idOf } from './fields.ts'
import { mended } from './mend.ts'
import {
  toActivity,
  toBoard,
  toCategory,
  toChannel,
  toComments,
  toContact,
  toConversation,
  toDocument,
  toLabel,
  toMessage,
  toMessageTemplate,
  toNotification,
  toTeam,
  toTeamUser,
  toUnit,
  toUser,
  toWhatsappTemplate,
} from './rows.ts'

export interface Organization {
  world: Complete
  /** By index. */
  documents: Map<string, Row[]>
}

export type Complete = Omit<CompleteWorld, 'names' | 'threads' | 'populations'>

/** To be filled. */
export const emptyWorld = (): Complete => ({
  organizations: [],
  business_units: [],
  teams: [],
  users: [],
  team_users: [],
  team_labels: [],
  channels: [],
  contacts: [],
  conversations: [],
  messages: [],
  comments: [],
  activities: [],
  categories: [],
  message_templates: [],
  whatsapp_templates: [],
  notifications: [],
  boards: [],
  tokens: [],
})

const v1 = '/v1/backend'

/**
 * @param organization_id the one that the account is in
 * @param user_id whose account it is
 * @param tell told of each call that is refused, and how far it has come
 */
export async function readOrganization(
  calls: Calls,
  organization_id: string,
  user_id: string,
  tell: (what: string) => void,
): Promise<Organization> {
  const { get, list } = calls
  /** Nothing where this gateway, or this token, has no such list. */
  const maybe = async <Found>(found: Promise<Found>, nothing: Found): Promise<Found> => {
    try {
      return await found
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      tell(`left out: ${error.message}`)
      return nothing
    }
  }
  const lists = (path: string) => maybe(list(path), [])
  const users = new Map<string, Row>()
  const world = emptyWorld()
  const keepUser = (row: Row) => {
    const id = idOf(row)
    if (id !== '' && !users.has(id)) users.set(id, row)
  }
  /** @param known what another answer says: of bots, and of those who have gone, there is no more */
  const findUser = async (id: string, known: Row = {}) => {
    if (id === '' || users.has(id)) return
    const row = known.is_bot === true ? {} : await one(`${v1}/users/${encodeURIComponent(id)}`)
    users.set(id, { display_name: id, ...known, ...row, id })
  }
  const one = (path: string) => maybe<Row>(get(path), {})
  /** Those of channels, until a room tells their names. */
  const bots = new Set<string>()

  const organizations = await list('/v2/backend/organizations')
  const own = organizations.find((row) => idOf(row) === organization_id)
  const { organization_id: _of, ...organization } = toUnit(
    own ?? { id: organization_id, name: organization_id },
    organization_id,
  )
  world.organizations.push(organization)
  const units = await list(`${v1}/business_units`)
  world.business_units.push(...units.map((row) => toUnit(row, organization_id)))

  for (const row of await list(`${v1}/users`)) keepUser(row)
  await findUser(user_id)
  tell(`${users.size} users`)
  for (const unit of units) {
    const query = `type=business_unit_id&q=${encodeURIComponent(idOf(unit))}`
    for (const row of await list(`${v1}/teams?${query}`)) {
      const id = idOf(row)
      world.teams.push(toTeam(row))
      const place = encodeURIComponent(id)
      for (const part of await lists(`${v1}/team_users?type=team_id&q=${place}`)) {
        if (part.user !== undefined && part.user !== null) keepUser(part.user as Row)
        await findUser(String(part.user_id))
        world.team_users.push(toTeamUser(part, id))
      }
      const labels = await lists(`${v1}/teams/${place}/team_labels`)
      world.team_labels.push(...labels.map((label) => toLabel(label, id)))
    }
    const templates = await lists(`${v1}/message_templates?${query}`)
    world.message_templates.push(...templates.map(toMessageTemplate))
    const forWhatsapp = await lists(`${v1}/whatsapp_templates?${query}`)
    world.whatsapp_templates.push(...forWhatsapp.map(toWhatsappTemplate))
  }
  const categories = await maybe(get(`${v1}/categories`), { data: [] })
  world.categories.push(
    ...(categories.data as Row[]).map((row) => toCategory(row, organization_id)),
  )
  const notifications = await lists(`${v1}/notifications`)
  for (const { recipient } of notifications) await findUser(String(recipient))
  world.notifications.push(
    ...notifications.toReversed().map((row) => toNotification(row, organization_id)),
  )

  const channelTypes = new Set<unknown>()
  const keepChannel = (row: Row) => {
    if (world.channels.some(({ id }) => id === idOf(row))) return
    world.channels.push(toChannel(row, !channelTypes.has(row.type)))
    channelTypes.add(row.type)
  }
  for (const row of await list(`${v1}/channels`)) {
    keepChannel(row)
    if (typeof row.bot_id === 'string') bots.add(row.bot_id)
  }

  const documents = new Map<string, Row[]>()
  const boards = await maybe(list(`${v1}/board?hidden=true`), [])
  for (const row of boards.toReversed()) {
    world.boards.push(toBoard(row))
    const items = await list(`${v1}/board/${encodeURIComponent(idOf(row))}/board_items`)
    documents.set(idOf(row), items.map(toDocument))
  }
  tell(`${world.teams.length} teams, ${world.channels.length} channels, ${boards.length} boards`)

  const contacts = new Map<string, Row>()
  // The newest come first: what comes in while it is read is not missed further behind.
  for (const row of (await list(`${v1}/contacts`)).toReversed()) contacts.set(idOf(row), row)
  tell(`${contacts.size} contacts`)
  const rooms = await listRooms(list)
  const views = ['all', 'closed', 'spam']
  tell(`${rooms.length} rooms of ${views.join(', ')}`)
  for (const [n, listed] of rooms.entries()) {
    const conversation_id = String(listed.conversation_id)
    // A room that was deleted since it was listed has nothing to be read.
    const room = await one(`${v1}/team_conversations/${encodeURIComponent(idOf(listed))}`)
    if (idOf(room) === '') continue
    const contact = room.contact as Row | undefined
    if (contact !== undefined && !contacts.has(idOf(contact))) {
      contacts.set(idOf(contact), contact)
    }
    const { channel_id, channel_type, business_unit_id, channel } = room
    // A channel that was deleted stays that of its rooms.
    keepChannel({ ...(channel as Row), id: channel_id, type: channel_type, business_unit_id })
    const members = (room.users ?? []) as Row[]
    for (const row of members) await findUser(idOf(row), row)
    const start = contacts.get(String(room.contact_id))?.created_at
    world.conversations.push(toConversation(room, members.map(idOf), String(start ?? '')))
    const query = `conversation_id=${encodeURIComponent(conversation_id)}`
    const messages = await list(`${v1}/conversation_messages?${query}`)
    for (const row of messages.toReversed()) {
      const from = String(row.from)
      if (!contacts.has(from)) await findUser(from, bots.has(from) ? { is_bot: true } : {})
      world.messages.push(toMessage(row, conversation_id))
      for (const comment of toComments(row)) {
        await findUser(comment.user_id)
        world.comments.push(comment)
      }
    }
    const place = encodeURIComponent(conversation_id)
    const activities = await lists(`${v1}/conversations_activities/${place}`)
    for (const row of activities.toReversed()) {
      const activity = toActivity(row, conversation_id)
      await findUser(activity.user_id ?? '')
      world.activities.push(activity)
    }
    if ((n + 1) % 100 === 0) tell(`${n + 1} of ${rooms.length} rooms`)
  }
  for (const id of bots) await findUser(id, { is_bot: true })
  world.contacts.push(...[...contacts.values()].map(toContact))
  world.users.push(...[...users.values()].map((row) => toUser(row, organization_id)))
  return { world: mended(world, tell), documents }
}

/** Whatever their status, the one that was silent for the longest first. */
async function listRooms(list: Calls['list']): Promise<Row[]> {
  const rooms = new Map<string, Row>()
  for (const view of ['all', 'closed', 'spam']) {
    const found = await list(`/v2/backend/team_conversations?view=${view}`)
    for (const row of found.toReversed()) rooms.set(idOf(row), row)
  }
  return [...rooms.values()].sort((a, b) => String(a.timestamp).localeCompare(String(b.timestamp)))
}
