/**
 * What a fixture holds, as types that need no package. Made from the schemas in `fixture-rows.ts` and
 * `fixture.ts` by `npm run schema`: do not edit.
 */

/** Who has everything else. */
export interface FixtureOrganization {
  /** Id, also the name of its search index. */
  id: string
  /** Name. */
  name: string
}

/** A part of an organization. */
export interface FixtureBusinessUnit {
  /** Id. */
  id: string
  /** Id of its organization. */
  organization_id: string
  /** Name. */
  name: string
}

/** A team of a business unit. The views count lists teams in the order of the file. */
export interface FixtureTeam {
  /** Id, and its key in the views count. */
  id: string
  /** Id of its business unit. */
  business_unit_id: string
  /** Name. */
  name: string
  /** Where new conversations go: one team of a business unit. */
  is_default?: boolean
}

/** An agent or a bot. Calls with a token. */
export interface FixtureUser {
  /** Id. */
  id: string
  /** The organizations the user belongs to. */
  organization_ids: string[]
  /** Name. */
  display_name: string
  /** Address of a picture, default empty. */
  avatar_url?: string
  /** E-mail: a JWT may name the user by it. */
  email?: string
  /** A bot in a conversation is no agent. */
  is_bot?: boolean
}

/** Where customers write. */
export interface FixtureChannel {
  /** Id, and a credential: whoever has it creates guests. */
  id: string
  /** Id of its business unit. */
  business_unit_id: string
  /** What it is counted as. */
  type: 'web' | 'facebook' | 'whatsapp' | 'instagram' | 'wechat' | 'line' | 'email' | 'wecom'
  /** Name. */
  name: string
  /** Id of the user that is its bot. */
  bot_id?: string
  /** Where an agent creates a guest who names no channel: one channel of its type in an organization. */
  is_default?: boolean
}

/** A customer. */
export interface FixtureContact {
  /** Id, and a credential: whoever has it is this contact. */
  id: string
  /** Id of the channel the contact writes on. */
  channel_id: string
  /** Name. */
  display_name: string
  /** First name. */
  first_name?: string
  /** Last name. */
  last_name?: string
  /** Language, for instance en. */
  language?: string
}

/** A conversation of a contact. */
export interface FixtureConversation {
  /** Id. */
  id: string
  /** Its other id, which no other conversation has. */
  team_conversation_id: string
  /** Id of the contact, whose channel it is on. */
  contact_id: string
  /** Id of a team of the same business unit, or null for no team. */
  team_id: string | null
  /** Status, with spaces as in queries. */
  status:
    | 'active'
    | 'unassigned'
    | 'rep needed'
    | 'pending'
    | 'soon to be'
    | 'overdue'
    | 'closed'
    | 'spam'
  /** Name, usually the contact’s. */
  name: string
  /** When it began, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  timestamp: string
  /** The contact is online now: counted by the view `online`. */
  is_presence?: boolean
  /** Who has joined, the bot included. */
  user_ids?: string[]
}

/** A message of a conversation. */
export interface FixtureMessage {
  /** Id. */
  id: string
  /** Id of its conversation. */
  conversation_id: string
  /** Id of the contact or user who wrote it. */
  from: string
  /** What kind of message it is. */
  type:
    | 'text'
    | 'image'
    | 'file'
    | 'pdf'
    | 'csv'
    | 'audio'
    | 'video'
    | 'quick_reply'
    | 'response'
    | 'message_template'
    | 'whatsapp.sticker'
    | 'whatsapp.template'
    | 'jaas.conference'
    | 'location'
    | 'contact'
  /** As the API answers it, for instance {"text": "Hello"}. */
  content: Record<string, unknown>
  /** When it was sent, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  created_at: string
}

/** A user’s credential. */
export interface FixtureAgentToken {
  /** `user` for x-access-token, `api_key` for x-api-key. */
  kind: 'user' | 'api_key'
  /** What the header carries. */
  token: string
  /** Id of the user who calls. */
  user_id: string
  /** Id of the organization called for, one of the user’s. */
  organization_id: string
  /** After this it is refused with 401, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  expires_at?: string
  /** Id of the conversation meant by messages calls that name none. */
  conversation_id?: string
}

/** A contact’s credential beside its id. */
export interface FixtureContactToken {
  /** For x-access-token. */
  kind: 'contact'
  /** What the header carries. */
  token: string
  /** Id of the contact who calls. */
  contact_id: string
  /** After this it is refused with 401, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  expires_at?: string
  /** Id of the conversation meant by messages calls that name none. */
  conversation_id?: string
}

/** A channel’s credential beside its id. */
export interface FixtureChannelToken {
  /** For x-access-token. */
  kind: 'channel'
  /** What the header carries. */
  token: string
  /** Id of the channel that calls. */
  channel_id: string
  /** After this it is refused with 401, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  expires_at?: string
}

/** A credential. */
export type FixtureToken = FixtureAgentToken | FixtureContactToken | FixtureChannelToken

/** What contacts of a language are called. */
export interface FixtureNames {
  /** First names to pick from. */
  first_names: string[]
  /** Last names to pick from. */
  last_names: string[]
  /** The last name stands before the first, as in Chinese. */
  family_name_first?: boolean
  /** Between the names, default one space. */
  separator?: string
}

/** A message of a thread. {name}, {first_name}, {agent} and {number} in its texts are filled in. */
export interface FixtureThreadMessage {
  /** Who writes. */
  by: 'contact' | 'agent' | 'bot'
  /** What kind of message it is. */
  type:
    | 'text'
    | 'image'
    | 'file'
    | 'pdf'
    | 'csv'
    | 'audio'
    | 'video'
    | 'quick_reply'
    | 'response'
    | 'message_template'
    | 'whatsapp.sticker'
    | 'whatsapp.template'
    | 'jaas.conference'
    | 'location'
    | 'contact'
  /** As the API answers it, for instance {"text": "Hello"}. */
  content: Record<string, unknown>
  /** Since the message before. */
  after_seconds: number
}

/** What is said in conversations of populations. */
export interface FixtureThread {
  /** A key of `names`: what the contact speaks. */
  language: string
  /** In the order in which they are written. */
  messages: FixtureThreadMessage[]
}

/** Many conversations at once. */
export interface FixturePopulation {
  /** Unique; the ids grow from it. */
  name: string
  /** How many conversations, each with a contact of its own. */
  count: number
  /** Id of a channel. */
  channel_id: string
  /** Id of a team of the same business unit, or null for no team. */
  team_id: string | null
  /** Status, with spaces as in queries. */
  status:
    | 'active'
    | 'unassigned'
    | 'rep needed'
    | 'pending'
    | 'soon to be'
    | 'overdue'
    | 'closed'
    | 'spam'
  /** Users beside the channel’s bot; the first one is the thread’s agent. */
  joined_by: string[]
  /** Keys of `threads`, taken in turn. */
  threads: string[]
  /** When the first conversation begins, in UTC with milliseconds: 2022-04-07T04:11:28.148Z. */
  starts_at: string
  /** From the beginning of one conversation to that of the next. */
  every_seconds: number
  /** The contact is online now: counted by the view `online`. */
  is_presence?: boolean
}

/** A world whose rows are whole. */
export interface CompleteWorld {
  /** Who has everything else. */
  organizations: FixtureOrganization[]
  /** Parts of organizations. */
  business_units: FixtureBusinessUnit[]
  /** Teams of business units, in their order. */
  teams: FixtureTeam[]
  /** Agents and bots. */
  users: FixtureUser[]
  /** Where customers write. */
  channels: FixtureChannel[]
  /** Customers. */
  contacts: FixtureContact[]
  /** Conversations of contacts. */
  conversations: FixtureConversation[]
  /** Messages of these conversations. */
  messages: FixtureMessage[]
  /** Credentials beside ids of contacts and channels. */
  tokens: FixtureToken[]
  /** What the contacts of populations are called, by language. */
  names: Record<string, FixtureNames>
  /** What is said in the conversations of populations, by name. */
  threads: Record<string, FixtureThread>
  /** Many conversations at once: they expand to the same rows every time. */
  populations: FixturePopulation[]
}

/** The fields that a row may lack. */
type OptionalKey<Row> = {
  [Key in keyof Row]-?: Record<never, never> extends Pick<Row, Key> ? Key : never
}[keyof Row]

/**
 * A row as a fixture writes it: whole, or with its id and what changes of the row that an earlier
 * fixture has. There null takes a field away.
 */
export type Written<Row, Key extends PropertyKey> = Row extends unknown
  ? Pick<Row, Key & keyof Row> & {
      [Field in Exclude<keyof Row, Key>]?: Field extends OptionalKey<Row>
        ? Row[Field] | null
        : Row[Field]
    } & {
      /** The row takes the place of the earlier one, instead of being merged with it. */
      $replace?: boolean
    }
  : never

/** What a `world.json` may hold, and what can be given in its place. */
export interface WorldFixture {
  /** Where the JSON Schema of this is, for editors. */
  $schema?: string
  /** Who has everything else. */
  organizations?: Written<FixtureOrganization, 'id'>[]
  /** Parts of organizations. */
  business_units?: Written<FixtureBusinessUnit, 'id'>[]
  /** Teams of business units, in their order. */
  teams?: Written<FixtureTeam, 'id'>[]
  /** Agents and bots. */
  users?: Written<FixtureUser, 'id'>[]
  /** Where customers write. */
  channels?: Written<FixtureChannel, 'id'>[]
  /** Customers. */
  contacts?: Written<FixtureContact, 'id'>[]
  /** Conversations of contacts. */
  conversations?: Written<FixtureConversation, 'id'>[]
  /** Messages of these conversations. */
  messages?: Written<FixtureMessage, 'id'>[]
  /** Credentials beside ids of contacts and channels. */
  tokens?: Written<FixtureToken, 'token'>[]
  /** What the contacts of populations are called, by language. */
  names?: Record<string, Written<FixtureNames, never>>
  /** What is said in the conversations of populations, by name. */
  threads?: Record<string, Written<FixtureThread, never>>
  /** Many conversations at once: they expand to the same rows every time. */
  populations?: Written<FixturePopulation, 'name'>[]
}
