/** What a schema cannot see: that every id a fixture names exists, once, and where it should. */
import { StartError } from '../start-error.ts'
import type { WorldFixture } from './fixture.ts'

interface Part {
  file: string
  world: WorldFixture
}

/**
 * @param parts the files of one world; they may name each other's ids
 * @throws {StartError} naming file, path and what was expected
 */
export function checkReferences(parts: Part[]): void {
  const known = {
    organization: idsOf(parts, 'organizations'),
    business_unit: idsOf(parts, 'business_units'),
    team: idsOf(parts, 'teams'),
    user: idsOf(parts, 'users'),
    channel: idsOf(parts, 'channels'),
    contact: idsOf(parts, 'contacts'),
    conversation: idsOf(parts, 'conversations'),
  }
  idsOf(parts, 'messages')
  const channels = new Map(all(parts, 'channels').map((channel) => [channel.id, channel]))
  const contacts = new Map(all(parts, 'contacts').map((contact) => [contact.id, contact]))
  const teams = new Map(all(parts, 'teams').map((team) => [team.id, team]))
  const units = new Map(all(parts, 'business_units').map((unit) => [unit.id, unit]))
  const users = new Map(all(parts, 'users').map((user) => [user.id, user]))
  const threads: WorldFixture['threads'] = Object.assign({}, ...parts.map((p) => p.world.threads))
  const names: WorldFixture['names'] = Object.assign({}, ...parts.map((p) => p.world.names))
  const teamConversations = new Set<string>()
  const tokens = new Set<string>()
  const populations = new Set<string>()
  const defaultTeams = new Set<string>()
  const defaultChannels = new Set<string>()

  for (const { file, world } of parts) {
    const mistake = (path: string, expected: string): never => {
      throw new StartError(`${file}: ${path}: ${expected}`)
    }
    const need = (kind: keyof typeof known, id: string | null | undefined, path: string) => {
      if (id !== null && id !== undefined && !known[kind].has(id)) {
        mistake(path, `expected the id of a ${kind.replace('_', ' ')}, found ${JSON.stringify(id)}`)
      }
    }
    const once = (seen: Set<string>, value: string, path: string) => {
      if (seen.has(value)) mistake(path, `expected a new one, found ${JSON.stringify(value)} again`)
      seen.add(value)
    }
    const sameUnit = (team: string | null, channel: string | undefined, path: string) => {
      if (team === null || channel === undefined) return
      const unit = channels.get(channel)?.business_unit_id
      if (teams.get(team)?.business_unit_id !== unit) {
        mistake(path, `expected a team of ${unit}, found ${JSON.stringify(team)}`)
      }
    }

    world.business_units.forEach((unit, n) => {
      need('organization', unit.organization_id, `/business_units/${n}/organization_id`)
    })
    world.teams.forEach((team, n) => {
      need('business_unit', team.business_unit_id, `/teams/${n}/business_unit_id`)
      if (team.is_default) once(defaultTeams, team.business_unit_id, `/teams/${n}/is_default`)
    })
    world.users.forEach((user, n) => {
      user.organization_ids.forEach((id, m) => {
        need('organization', id, `/users/${n}/organization_ids/${m}`)
      })
    })
    world.channels.forEach((channel, n) => {
      need('business_unit', channel.business_unit_id, `/channels/${n}/business_unit_id`)
      need('user', channel.bot_id, `/channels/${n}/bot_id`)
      if (channel.is_default) {
        const organization = units.get(channel.business_unit_id)?.organization_id
        once(defaultChannels, `${organization}, ${channel.type}`, `/channels/${n}/is_default`)
      }
    })
    world.contacts.forEach((contact, n) => {
      need('channel', contact.channel_id, `/contacts/${n}/channel_id`)
    })
    world.conversations.forEach((conversation, n) => {
      const at = `/conversations/${n}`
      once(teamConversations, conversation.team_conversation_id, `${at}/team_conversation_id`)
      need('contact', conversation.contact_id, `${at}/contact_id`)
      need('team', conversation.team_id, `${at}/team_id`)
      sameUnit(
        conversation.team_id,
        contacts.get(conversation.contact_id)?.channel_id,
        `${at}/team_id`,
      )
      conversation.user_ids?.forEach((id, m) => {
        need('user', id, `${at}/user_ids/${m}`)
      })
    })
    world.messages.forEach((message, n) => {
      need('conversation', message.conversation_id, `/messages/${n}/conversation_id`)
      if (!known.contact.has(message.from)) need('user', message.from, `/messages/${n}/from`)
    })
    world.tokens.forEach((token, n) => {
      const at = `/tokens/${n}`
      once(tokens, token.token, `${at}/token`)
      if ('user_id' in token) {
        need('user', token.user_id, `${at}/user_id`)
        need('organization', token.organization_id, `${at}/organization_id`)
        if (!users.get(token.user_id)?.organization_ids.includes(token.organization_id)) {
          mistake(`${at}/organization_id`, `expected an organization of ${token.user_id}`)
        }
      }
      if ('contact_id' in token) need('contact', token.contact_id, `${at}/contact_id`)
      if ('channel_id' in token) need('channel', token.channel_id, `${at}/channel_id`)
      if ('conversation_id' in token) {
        need('conversation', token.conversation_id, `${at}/conversation_id`)
      }
    })
    world.populations.forEach((population, n) => {
      const at = `/populations/${n}`
      once(populations, population.name, `${at}/name`)
      need('channel', population.channel_id, `${at}/channel_id`)
      need('team', population.team_id, `${at}/team_id`)
      sameUnit(population.team_id, population.channel_id, `${at}/team_id`)
      population.joined_by.forEach((id, m) => {
        need('user', id, `${at}/joined_by/${m}`)
      })
      population.threads.forEach((name, m) => {
        const path = `${at}/threads/${m}`
        const thread = threads[name] ?? mistake(path, `expected a key of threads, found "${name}"`)
        const speakers = new Set(thread.messages.map(({ by }) => by))
        if (names[thread.language] === undefined) {
          mistake(path, `expected names for the thread's language "${thread.language}"`)
        }
        if (speakers.has('agent') && population.joined_by.length === 0) {
          mistake(path, `expected somebody in joined_by: an agent speaks in "${name}"`)
        }
        if (speakers.has('bot') && channels.get(population.channel_id)?.bot_id === undefined) {
          mistake(path, `expected a channel with a bot_id: a bot speaks in "${name}"`)
        }
      })
    })
  }
}

type Listed = {
  [Key in keyof WorldFixture]: WorldFixture[Key] extends { id: string }[] ? Key : never
}[keyof WorldFixture]

function all<Key extends Listed>(parts: Part[], key: Key): WorldFixture[Key][number][] {
  return parts.flatMap(({ world }) => world[key] as WorldFixture[Key][number][])
}

function idsOf(parts: Part[], key: Listed): Set<string> {
  const ids = new Set<string>()
  for (const { file, world } of parts) {
    world[key].forEach(({ id }, n) => {
      if (ids.has(id)) {
        throw new StartError(`${file}: /${key}/${n}/id: expected a new id, found "${id}" again`)
      }
      ids.add(id)
    })
  }
  return ids
}
