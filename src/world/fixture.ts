/**
 * The format of a fixture's `world.json`: the rows a world begins with (`fixture-rows.ts`), and
 * `populations`, which describe many conversations at once (see `population.ts`).
 */
import { type TObject, type TSchema, Type } from '@sinclair/typebox'
import {
  channelId,
  closed,
  content,
  conversationStatus,
  FixtureBusinessUnit,
  FixtureChannel,
  FixtureContact,
  FixtureConversation,
  FixtureMessage,
  FixtureOrganization,
  FixtureTeam,
  FixtureToken,
  FixtureUser,
  id,
  isPresence,
  messageType,
  oneOf,
  teamId,
  timestamp,
  tokenForms,
} from './fixture-rows.ts'

const nameList = (description: string) => Type.Array(Type.String(), { minItems: 1, description })

const FixtureNames = Type.Object(
  {
    first_names: nameList('First names to pick from'),
    last_names: nameList('Last names to pick from'),
    family_name_first: Type.Optional(
      Type.Boolean({ description: 'The last name stands before the first, as in Chinese' }),
    ),
    separator: Type.Optional(Type.String({ description: 'Between the names, default one space' })),
  },
  { ...closed, title: 'FixtureNames', description: 'What contacts of a language are called' },
)

const FixtureThreadMessage = Type.Object(
  {
    by: oneOf(['contact', 'agent', 'bot'], 'Who writes'),
    type: messageType,
    content,
    after_seconds: Type.Integer({ minimum: 0, description: 'Since the message before' }),
  },
  {
    ...closed,
    title: 'FixtureThreadMessage',
    description:
      'A message of a thread. {name}, {first_name}, {agent} and {number} in its texts are filled in',
  },
)

const FixtureThread = Type.Object(
  {
    language: Type.String({ description: 'A key of `names`: what the contact speaks' }),
    messages: Type.Array(FixtureThreadMessage, {
      minItems: 1,
      description: 'In the order in which they are written',
    }),
  },
  {
    ...closed,
    title: 'FixtureThread',
    description: 'What is said in conversations of populations',
  },
)

const FixturePopulation = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Unique; the ids grow from it' }),
    count: Type.Integer({
      minimum: 0,
      maximum: 10_000_000,
      description: 'How many conversations, each with a contact of its own',
    }),
    channel_id: channelId,
    team_id: teamId,
    status: conversationStatus,
    joined_by: Type.Array(id('Id of a user'), {
      uniqueItems: true,
      description: 'Users beside the channel’s bot; the first one is the thread’s agent',
    }),
    threads: Type.Array(Type.String(), {
      minItems: 1,
      description: 'Keys of `threads`, taken in turn',
    }),
    starts_at: timestamp('When the first conversation begins'),
    every_seconds: Type.Integer({
      minimum: 0,
      description: 'From the beginning of one conversation to that of the next',
    }),
    is_presence: isPresence,
  },
  { ...closed, title: 'FixturePopulation', description: 'Many conversations at once' },
)

/** Everything a world is made of, after its fixtures were merged. */
export const CompleteWorld = Type.Object(
  {
    organizations: Type.Array(FixtureOrganization, { description: 'Who has everything else' }),
    business_units: Type.Array(FixtureBusinessUnit, { description: 'Parts of organizations' }),
    teams: Type.Array(FixtureTeam, { description: 'Teams of business units, in their order' }),
    users: Type.Array(FixtureUser, { description: 'Agents and bots' }),
    channels: Type.Array(FixtureChannel, { description: 'Where customers write' }),
    contacts: Type.Array(FixtureContact, { description: 'Customers' }),
    conversations: Type.Array(FixtureConversation, { description: 'Conversations of contacts' }),
    messages: Type.Array(FixtureMessage, { description: 'Messages of these conversations' }),
    tokens: Type.Array(FixtureToken, {
      description: 'Credentials beside ids of contacts and channels',
    }),
    names: Type.Record(Type.String(), FixtureNames, {
      description: 'What the contacts of populations are called, by language',
    }),
    threads: Type.Record(Type.String(), FixtureThread, {
      description: 'What is said in the conversations of populations, by name',
    }),
    populations: Type.Array(FixturePopulation, {
      description: 'Many conversations at once: they expand to the same rows every time',
    }),
  },
  { ...closed, title: 'CompleteWorld', description: 'A world whose rows are whole' },
)

export type Noun = keyof typeof CompleteWorld.properties

interface NounEntry {
  /** One of them, in words. */
  word: string
  /** The field that tells rows apart; none where they stand under a key. */
  key?: string
  schema: TSchema
}

/** What a world lists, in the order of the file. */
export const nouns: Record<Noun, NounEntry> = {
  organizations: { word: 'organization', key: 'id', schema: FixtureOrganization },
  business_units: { word: 'business unit', key: 'id', schema: FixtureBusinessUnit },
  teams: { word: 'team', key: 'id', schema: FixtureTeam },
  users: { word: 'user', key: 'id', schema: FixtureUser },
  channels: { word: 'channel', key: 'id', schema: FixtureChannel },
  contacts: { word: 'contact', key: 'id', schema: FixtureContact },
  conversations: { word: 'conversation', key: 'id', schema: FixtureConversation },
  messages: { word: 'message', key: 'id', schema: FixtureMessage },
  tokens: { word: 'token', key: 'token', schema: FixtureToken },
  names: { word: 'pool of names', schema: FixtureNames },
  threads: { word: 'thread', schema: FixtureThread },
  populations: { word: 'population', key: 'name', schema: FixturePopulation },
}
export const nounNames = Object.keys(nouns) as Noun[]

/** @returns the schema of a row, undefined for a token whose kind is none */
export function schemaOfRow(noun: Noun, { kind }: Record<string, unknown>): TObject | undefined {
  if (noun !== 'tokens') return nouns[noun].schema as TObject
  return typeof kind === 'string' && Object.hasOwn(tokenForms, kind) ? tokenForms[kind] : undefined
}

export const tokenKinds = Object.keys(tokenForms)
