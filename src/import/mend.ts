/** What a fixture cannot say as it was answered. Pure. */
import type {
  FixtureChannel,
  FixtureConversation,
  FixtureMessage,
  FixtureTeam,
  FixtureUser,
  FixtureWhatsappTemplate,
} from '../fixtures/types.ts'
import type { Complete } from './read-organization.ts'

/** All words of a type and no other. The schemas have them too, but would make a start read more files. */
const wordsOf = <Word extends string>(words: Record<Word, 1>): ReadonlySet<unknown> =>
  new Set(Object.keys(words))

const kinds = wordsOf<FixtureMessage['type']>({
  text: 1,
  image: 1,
  file: 1,
  pdf: 1,
  csv: 1,
  audio: 1,
  video: 1,
  quick_reply: 1,
  response: 1,
  message_template: 1,
  'whatsapp.sticker': 1,
  'whatsapp.template': 1,
  'jaas.conference': 1,
  location: 1,
  contact: 1,
})
const statuses = wordsOf<FixtureConversation['status']>({
  active: 1,
  unassigned: 1,
  'rep needed': 1,
  pending: 1,
  'soon to be': 1,
  overdue: 1,
  closed: 1,
  spam: 1,
})
const types = wordsOf<FixtureChannel['type']>({
  web: 1,
  facebook: 1,
  whatsapp: 1,
  instagram: 1,
  wechat: 1,
  line: 1,
  email: 1,
  wecom: 1,
})
const roles = wordsOf<NonNullable<FixtureUser['role']>>({
  owner: 1,
  admin: 1,
  user: 1,
  member: 1,
  technician: 1,
})
const modes = wordsOf<NonNullable<FixtureTeam['mode']>>({ public: 1, grab: 1, round_robin: 1 })
const approvals = wordsOf<NonNullable<FixtureWhatsappTemplate['status']>>({
  APPROVED: 1,
  PENDING: 1,
  REJECTED: 1,
})

/**
 * @param tell told what became something else
 * @returns the world, in which each row names rows that there are and words that are known
 */
export function mended(world: Complete, tell: (what: string) => void): Complete {
  const changed = new Map<string, number>()
  const note = (what: string) => changed.set(what, (changed.get(what) ?? 0) + 1)
  /** The word, or what stands for one that is not known. */
  const known = <Word>(words: ReadonlySet<unknown>, word: Word, otherwise: Word, of: string) => {
    if (word === undefined || words.has(word)) return word
    note(`${of} ${String(word)} is not known: ${String(otherwise ?? 'left out')}`)
    return otherwise
  }
  const idsOf = (rows: readonly { id: string }[]) => new Set(rows.map(({ id }) => id))
  const [teams, labels, users] = [idsOf(world.teams), idsOf(world.team_labels), idsOf(world.users)]
  const categories = idsOf(world.categories)
  const contacts = idsOf(world.contacts)
  const labelled = <Row extends { label_ids?: string[] }>({ label_ids, ...row }: Row) => {
    const found = label_ids?.filter((id) => labels.has(id)) ?? []
    return { ...row, ...(found.length > 0 && { label_ids: found }) }
  }
  const result = {
    ...world,
    teams: world.teams.map(({ mode, ...row }) => {
      const found = known(modes, mode, undefined, 'team mode')
      return { ...row, ...(found !== undefined && { mode: found }) }
    }),
    users: world.users.map(({ role, ...row }) => {
      const found = known(roles, role, undefined, 'role')
      return { ...row, ...(found !== undefined && { role: found }) }
    }),
    team_users: world.team_users.map(({ role, ...row }) =>
      role === undefined ? row : { ...row, role: role === 'admin' ? role : 'member' },
    ),
    channels: world.channels.map(({ bot_id, ...row }) => ({
      ...row,
      type: known(types, row.type, 'web', 'channel type'),
      ...(users.has(bot_id ?? '') && { bot_id }),
    })),
    conversations: world.conversations.map((row) => ({
      ...row,
      team_id: teams.has(row.team_id ?? '') ? row.team_id : null,
      status: known(statuses, row.status.replaceAll('_', ' '), 'active', 'status'),
      user_ids: [...new Set(row.user_ids)],
    })),
    messages: world.messages
      .filter(({ from }) => {
        const isThere = users.has(from) || contacts.has(from)
        if (!isThere) note('messages of nobody are left out')
        return isThere
      })
      .map((row) => labelled({ ...row, type: known(kinds, row.type, 'text', 'message type') })),
    message_templates: world.message_templates.map(({ category_id, ...row }) => ({
      ...row,
      ...(categories.has(category_id ?? '') && { category_id }),
    })),
    whatsapp_templates: world.whatsapp_templates.map(({ status, ...row }) => {
      const found = known(approvals, status, undefined, 'template status')
      return { ...row, ...(found !== undefined && { status: found }) }
    }),
    notifications: world.notifications.map(({ channel_type, ...row }) => ({
      ...row,
      ...(types.has(channel_type) && { channel_type }),
    })),
  } as Complete
  const messages = idsOf(result.messages)
  result.comments = world.comments
    .filter(({ message_id, content }) => messages.has(message_id) && content !== '')
    .map(labelled)
  for (const [what, times] of changed) tell(`${what} (${times} times)`)
  return result
}
