/** Fixture -> rows. Runs inside the caller's transaction: a world is seeded whole or not at all. */
import type { Database } from 'better-sqlite3'
import type { CompleteWorld } from './fixture-types.ts'
import type { PopulatedRows } from './load-fixture.ts'
import { organizationOfUnit, seedConversations } from './seed-conversations.ts'
import { type Inserts, prepareInserts } from './seed-inserts.ts'

/**
 * On empty tables.
 *
 * @param world a fixture that `loadFixture` has checked
 * @param populated what stands in for rows of its populations
 */
export function seed(database: Database, world: CompleteWorld, populated: PopulatedRows): void {
  const inserts = prepareInserts(database)
  seedDirectory(world, inserts)
  seedConversations(world, populated, inserts)
  seedTokens(world, inserts)
}

function seedDirectory(world: CompleteWorld, insert: Inserts): void {
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

function seedTokens(world: CompleteWorld, insert: Inserts): void {
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
