/** What a schema cannot see: that every id a world names exists, once, and where it should. */
import { didYouMean } from '../search/embedded/request/did-you-mean.ts'
import { type Noun, nounNames, nouns } from './fixture.ts'
import type { FixtureToken } from './fixture-types.ts'
import {
  type Fields,
  type MergedRow,
  type MergedWorld,
  type Merging,
  placeOf,
} from './merge-worlds.ts'
import { joinPath, type Mistakes, show } from './mistakes.ts'

/** Fields that hold ids, and whose. */
const references: Partial<Record<Noun, Record<string, Noun[]>>> = {
  business_units: { organization_id: ['organizations'] },
  teams: { business_unit_id: ['business_units'] },
  users: { organization_ids: ['organizations'] },
  channels: { business_unit_id: ['business_units'], bot_id: ['users'] },
  contacts: { channel_id: ['channels'] },
  conversations: { contact_id: ['contacts'], team_id: ['teams'], user_ids: ['users'] },
  messages: { conversation_id: ['conversations'], from: ['users', 'contacts'] },
  tokens: {
    user_id: ['users'],
    organization_id: ['organizations'],
    contact_id: ['contacts'],
    channel_id: ['channels'],
    conversation_id: ['conversations'],
  },
  populations: { channel_id: ['channels'], team_id: ['teams'], joined_by: ['users'] },
}

/** The field by which a row belongs to an organization, step by step. */
const owners: Partial<Record<Noun, { field: string; noun: Noun }>> = {
  business_units: { field: 'organization_id', noun: 'organizations' },
  teams: { field: 'business_unit_id', noun: 'business_units' },
  channels: { field: 'business_unit_id', noun: 'business_units' },
  contacts: { field: 'channel_id', noun: 'channels' },
  conversations: { field: 'contact_id', noun: 'contacts' },
  messages: { field: 'conversation_id', noun: 'conversations' },
}

/** So many ids are looked through for one that was meant. */
const mostIds = 2_000

/** @param merging of which every row was checked; what is wrong with a row is not said again */
export function checkReferences({ world, doubtful }: Merging, mistakes: Mistakes): void {
  const isSure = (...wanted: Noun[]) => !wanted.some((one) => doubtful.has(one))
  const once = createOnce(mistakes)
  for (const noun of nounNames) {
    for (const row of world[noun].values()) {
      for (const [field, wanted] of Object.entries(references[noun] ?? {})) {
        if (isSure(...wanted)) checkField(row, field, wanted, world, mistakes)
      }
      if (noun === 'populations') checkTeam(row, row.fields.channel_id, world, mistakes)
      if (row.wrong.size > 0) continue
      checkOrganization(row, world, mistakes)
      const { fields } = row
      if (noun === 'teams' && fields.is_default === true) {
        once(row, 'is_default', fields.business_unit_id)
      }
      if (noun === 'channels' && fields.is_default === true) {
        once(row, 'is_default', `${organizationOf('channels', fields, world)}, ${fields.type}`)
      }
      if (noun === 'conversations') {
        once(row, 'team_conversation_id', fields.team_conversation_id)
        const contact = world.contacts.get(String(fields.contact_id))?.fields
        checkTeam(row, contact?.channel_id, world, mistakes)
      }
      if (noun === 'tokens') checkToken(row, world, mistakes)
    }
  }
}

/** Values that one row of a noun may have. */
function createOnce(mistakes: Mistakes) {
  const seen = new Map<string, MergedRow>()
  return (row: MergedRow, field: string, value: unknown) => {
    const before = seen.get(`${row.noun} ${field} ${value}`)
    seen.set(`${row.noun} ${field} ${value}`, row)
    if (before === undefined) return
    const { file, path } = placeOf(row, field)
    const first = placeOf(before, field)
    const there = first.file === file ? first.path : `${first.file}: ${first.path}`
    mistakes.add(
      file,
      `${path}.${field}: expected a new one, found ${show(value)} again (first in ${there})`,
    )
  }
}

function checkField(
  row: MergedRow,
  field: string,
  wanted: Noun[],
  world: MergedWorld,
  mistakes: Mistakes,
): void {
  const value = row.fields[field]
  const ids: [unknown, ...number[]][] = Array.isArray(value)
    ? value.map((id, n) => [id, n])
    : [[value]]
  for (const [id, ...steps] of ids) {
    if (
      typeof id !== 'string' ||
      id === '' ||
      wanted.some((noun) => isKnown(id, noun, row, world))
    ) {
      continue
    }
    row.wrong.add(field)
    const { file, path } = placeOf(row, field)
    const words = wanted.map((noun) => nouns[noun].word).join(' or ')
    const article = words === 'organization' ? 'an' : 'a'
    mistakes.add(file, () => {
      const known = wanted.flatMap((noun) => [...world[noun].keys()].slice(0, mostIds))
      const near = didYouMean(id, known).trim()
      return `${joinPath(path, field, ...steps)}: expected the id of ${article} ${words}, found ${show(id)}${near === '' ? '' : `: ${near}`}`
    })
  }
}

/** Rows of populations are there for each other only: they come after all that a file lists. */
function isKnown(id: string, noun: Noun, { isPopulated }: MergedRow, world: MergedWorld): boolean {
  const found = world[noun].get(id)
  return found !== undefined && (isPopulated || !found.isPopulated)
}

/** A row that gets into another organization by being merged was another row with the same id. */
function checkOrganization(row: MergedRow, world: MergedWorld, mistakes: Mistakes): void {
  const owner = owners[row.noun]
  if (row.before === undefined || owner === undefined) return
  const before = organizationOf(row.noun, row.before, world)
  const now = organizationOf(row.noun, row.fields, world)
  if (before === undefined || now === undefined || before === now) return
  const { file, path } = placeOf(row, owner.field)
  mistakes.add(
    file,
    `${path}.${owner.field}: expected to stay in ${before}, found ${show(row.fields[owner.field])} of ${now}: an earlier fixture has this ${nouns[row.noun].word} ("$replace": true makes another one of it)`,
  )
}

function organizationOf(noun: Noun, fields: Fields | undefined, world: MergedWorld): unknown {
  const owner = owners[noun]
  if (owner === undefined || fields === undefined) return fields?.id
  return organizationOf(
    owner.noun,
    world[owner.noun].get(String(fields[owner.field]))?.fields,
    world,
  )
}

function checkTeam(row: MergedRow, channel: unknown, world: MergedWorld, mistakes: Mistakes): void {
  const { team_id } = row.fields
  if (team_id === null || ['team_id', 'channel_id'].some((field) => row.wrong.has(field))) return
  const rows = [world.channels.get(String(channel)), world.teams.get(String(team_id))]
  const [unit, unitOfTeam] = rows.map((one) => one?.fields.business_unit_id)
  if (unit === unitOfTeam || rows.some((one) => one === undefined || one.wrong.size > 0)) return
  const { file, path } = placeOf(row, 'team_id')
  mistakes.add(file, `${path}.team_id: expected a team of ${unit}, found ${show(team_id)}`)
}

function checkToken(row: MergedRow, world: MergedWorld, mistakes: Mistakes): void {
  const token = row.fields as unknown as FixtureToken
  if (!('user_id' in token)) return
  const organizations = world.users.get(token.user_id)?.fields.organization_ids
  if (!Array.isArray(organizations) || organizations.includes(token.organization_id)) return
  const { file, path } = placeOf(row, 'organization_id')
  mistakes.add(
    file,
    `${path}.organization_id: expected an organization of ${token.user_id}, found ${show(token.organization_id)}`,
  )
}
