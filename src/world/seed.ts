/** Fixture -> rows. Runs inside the caller's transaction: a world is seeded whole or not at all. */
import type { Database } from 'better-sqlite3'
import type { WorldFixture } from './fixture.ts'
import { expandPopulation } from './population.ts'

/** @param world a fixture that `loadFixture` has checked, on empty tables */
export function seed(database: Database, world: WorldFixture): void {
  const inserts = prepareInserts(database)
  seedDirectory(world, inserts)
  seedConversations(world, inserts)
  seedTokens(world, inserts)
}

type Inserts = ReturnType<typeof prepareInserts>

function prepareInserts(database: Database) {
  const into = (table: string, columns: string[]) =>
    database.prepare(
      `INSERT INTO ${table} (${columns.map((c) => `"${c}"`).join(', ')})
       VALUES (${columns.map(() => '?').join(', ')})`,
    )
  return {
    organization: into('organizations', ['id', 'name']),
    businessUnit: into('business_units', ['id', 'organization_id', 'name']),
    team: into('teams', ['id', 'organization_id', 'business_unit_id', 'name', 'is_default']),
    user: into('users', ['id', 'display_name', 'avatar_url', 'email', 'is_bot']),
    membership: into('memberships', ['user_id', 'organization_id']),
    channel: into('channels', [
      'id',
      'organization_id',
      'business_unit_id',
      'type',
      'name',
      'bot_id',
      'is_default',
    ]),
    contact: into('contacts', [
      'id',
      'organization_id',
      'business_unit_id',
      'channel_id',
      'channel_type',
      'display_name',
      'first_name',
      'last_name',
      'language',
      'created_at',
    ]),
    conversation: into('conversations', [
      'id',
      'team_conversation_id',
      'organization_id',
      'business_unit_id',
      'channel_id',
      'channel_type',
      'contact_id',
      'team_id',
      'status',
      'name',
      'timestamp',
      'is_presence',
    ]),
    conversationUser: into('conversation_users', ['conversation_id', 'user_id']),
    message: into('messages', [
      'id',
      'conversation_id',
      'from',
      'type',
      'content',
      'created_at',
      'updated_at',
    ]),
    token: into('tokens', [
      'token',
      'kind',
      'organization_id',
      'user_id',
      'contact_id',
      'channel_id',
      'conversation_id',
      'expires_at',
    ]),
  }
}

function seedDirectory(world: WorldFixture, insert: Inserts): void {
  const units = organizationOfUnit(world)
  for (const { id, name } of world.organizations) insert.organization.run(id, name)
  for (const unit of world.business_units) {
    insert.businessUnit.run(unit.id, unit.organization_id, unit.name)
  }
  for (const team of world.teams) {
    insert.team.run(
      team.id,
      units.get(team.business_unit_id),
      team.business_unit_id,
      team.name,
      Number(team.is_default ?? false),
    )
  }
  for (const user of world.users) {
    insert.user.run(
      user.id,
      user.display_name,
      user.avatar_url ?? '',
      user.email ?? null,
      Number(user.is_bot ?? false),
    )
    for (const organization of user.organization_ids) insert.membership.run(user.id, organization)
  }
  for (const channel of world.channels) {
    insert.channel.run(
      channel.id,
      units.get(channel.business_unit_id),
      channel.business_unit_id,
      channel.type,
      channel.name,
      channel.bot_id ?? null,
      Number(channel.is_default ?? false),
    )
  }
}

function seedConversations(world: WorldFixture, insert: Inserts): void {
  const units = organizationOfUnit(world)
  const channels = new Map(
    world.channels.map((channel) => [
      channel.id,
      {
        ...channel,
        // The columns that contacts and conversations copy from their channel.
        place: [
          units.get(channel.business_unit_id),
          channel.business_unit_id,
          channel.id,
          channel.type,
        ],
      },
    ]),
  )
  const contactChannel = new Map(world.contacts.map(({ id, channel_id }) => [id, channel_id]))
  const starts = new Map<string, string>()
  for (const { contact_id, timestamp } of world.conversations) starts.set(contact_id, timestamp)

  for (const contact of world.contacts) {
    insert.contact.run(
      contact.id,
      ...(channels.get(contact.channel_id)?.place ?? []),
      contact.display_name,
      contact.first_name ?? null,
      contact.last_name ?? null,
      contact.language ?? null,
      starts.get(contact.id) ?? '1970-01-01T00:00:00.000Z',
    )
  }
  for (const conversation of world.conversations) {
    insert.conversation.run(
      conversation.id,
      conversation.team_conversation_id,
      ...(channels.get(contactChannel.get(conversation.contact_id) ?? '')?.place ?? []),
      conversation.contact_id,
      conversation.team_id,
      conversation.status,
      conversation.name,
      conversation.timestamp,
      Number(conversation.is_presence ?? false),
    )
    for (const user of conversation.user_ids ?? []) {
      insert.conversationUser.run(conversation.id, user)
    }
  }
  // Messages are listed as they were stored, so the oldest comes first.
  const messages = world.messages.toSorted((a, b) => a.created_at.localeCompare(b.created_at))
  for (const message of messages) {
    insert.message.run(
      message.id,
      message.conversation_id,
      message.from,
      message.type,
      JSON.stringify(message.content),
      message.created_at,
      message.created_at,
    )
  }

  const userNames = new Map(world.users.map(({ id, display_name }) => [id, display_name]))
  for (const population of world.populations) {
    const channel = channels.get(population.channel_id)
    const [agent] = population.joined_by
    const users = new Set([channel?.bot_id ?? [], population.joined_by].flat())
    for (const one of expandPopulation(population, world, userNames.get(agent ?? '') ?? '')) {
      const { contact } = one
      insert.contact.run(
        contact.id,
        ...(channel?.place ?? []),
        contact.display_name,
        contact.first_name,
        contact.last_name,
        contact.language,
        one.timestamp,
      )
      insert.conversation.run(
        one.id,
        one.team_conversation_id,
        ...(channel?.place ?? []),
        contact.id,
        population.team_id,
        population.status,
        contact.display_name,
        one.timestamp,
        Number(population.is_presence ?? false),
      )
      for (const user of users) insert.conversationUser.run(one.id, user)
      const speakers = { contact: contact.id, agent, bot: channel?.bot_id }
      for (const { id, by, type, content, created_at } of one.messages) {
        insert.message.run(id, one.id, speakers[by], type, content, created_at, created_at)
      }
    }
  }
}

function seedTokens(world: WorldFixture, insert: Inserts): void {
  const units = organizationOfUnit(world)
  const channelUnit = new Map(world.channels.map((c) => [c.id, c.business_unit_id]))
  const contactChannel = new Map(world.contacts.map((c) => [c.id, c.channel_id]))
  const organizationOfChannel = (id: string | undefined) =>
    units.get(channelUnit.get(id ?? '') ?? '') ?? null

  for (const token of world.tokens) {
    const user = 'user_id' in token ? token : undefined
    const contact = 'contact_id' in token ? token : undefined
    const channel = 'channel_id' in token ? token : undefined
    insert.token.run(
      token.token,
      token.kind,
      user?.organization_id ??
        organizationOfChannel(channel?.channel_id ?? contactChannel.get(contact?.contact_id ?? '')),
      user?.user_id ?? null,
      contact?.contact_id ?? null,
      channel?.channel_id ?? null,
      user?.conversation_id ?? contact?.conversation_id ?? null,
      token.expires_at ?? null,
    )
  }
}

function organizationOfUnit(world: WorldFixture): Map<string, string> {
  return new Map(world.business_units.map((unit) => [unit.id, unit.organization_id]))
}
