/** What the other side of a conversation is asked for, and what it answers. Types that need no package. */
import type { FixtureChannel, FixtureConversation } from '../fixtures/types.ts'

type ChannelType = FixtureChannel['type']
type Status = FixtureConversation['status']

/** A message as it is sent to the gateway; types that only providers make have their `content` whole. */
export interface SaidMessage {
  type: string
  [field: string]: unknown
}

/** What is said. One of both. */
export interface Said {
  text?: string
  message?: SaidMessage
}

/** Where. Without any of it the default web channel of the first organization. */
export interface OnChannel {
  channel_id?: string
  channel_type?: ChannelType
  organization_id?: string
}

/** What is known of a customer. Ids of a provider, the number and the address tell who it is. */
export interface Customer {
  display_name?: string
  first_name?: string
  last_name?: string
  area_code?: string
  phone_number?: string
  email?: string
  language?: string
  whatsapp_id?: string
  facebook_id?: string
  instagram_id?: string
  wechat_id?: string
  line_id?: string
  labels?: string[]
}

/** A customer writes: one who is known by id, or whoever `contact` says, who is new unless known. */
export interface Inbound extends OnChannel, Said {
  contact_id?: string
  contact?: Customer
}

/** An agent or the bot writes, into a conversation or to a contact. */
export interface Outbound extends Said {
  /** Either of its ids. */
  conversation_id?: string
  contact_id?: string
  /** Default agent. */
  as?: 'agent' | 'bot'
  /** Default one who has joined, else any of the organization. */
  user_id?: string
  email?: string
}

/** The rows that a message is in, as the API shows them. */
export interface Exchange {
  contact: { id: string; display_name: string; channel_id: string; [field: string]: unknown }
  conversation: { id: string; status: string; name: string; [field: string]: unknown }
  message: {
    id: string
    type: string
    content: Record<string, unknown>
    created_at: string
    [field: string]: unknown
  }
}

export interface NewToken {
  kind: 'user' | 'login' | 'api_key' | 'contact' | 'channel' | 'jwt'
  user_id?: string
  email?: string
  contact_id?: string
  channel_id?: string
  /** Default the first one of the user. */
  organization_id?: string
  /** What it stands for when a request names none. */
  conversation_id?: string
  /** An ISO 8601 duration of the world's clock; one that is over already begins with a minus. */
  expires_in?: string
  /** null is never. */
  expires_at?: string | null
}

export interface MintedToken {
  kind: NewToken['kind']
  token: string
  organization_id: string | null
  user_id: string | null
  contact_id: string | null
  channel_id: string | null
  conversation_id: string | null
  expires_at: string | null
  /** What a request carries to use it. */
  headers: Record<string, string>
}

export interface LineOfThread {
  by: 'contact' | 'agent' | 'bot'
  text?: string
  type?: string
  content?: Record<string, unknown>
  after_seconds?: number
}

/** Many conversations at once: a population of a fixture, of which all but the number may be left out. */
export interface NewConversations extends OnChannel {
  count: number
  /** Default rep needed. */
  status?: Status
  /** null is no team. Default the default team of the channel's business unit. */
  team_id?: string | null
  joined_by?: string[]
  /** Keys of the fixture's `threads`. Default all of the language that can be said there. */
  threads?: string[]
  /** What is said in each, instead of threads. */
  messages?: LineOfThread[]
  /** Of names, and of threads where none are named. Default en. */
  language?: string
  /** The ids grow from it. Default one that was not there. */
  name?: string
  /** When the first one begins. Default so that the last one has just been written in. */
  starts_at?: string
  /** Default 60. */
  every_seconds?: number
  is_presence?: boolean
  /** Whether they become `soon to be`, `overdue` and `closed` by the clock, from now on. Default true. */
  ages?: boolean
}

export interface MadeConversations {
  name: string
  conversations: number
  contacts: number
  messages: number
  /** Of the first 100. */
  conversation_ids: string[]
}

/** Which requests are waited for: those for which all that is named is so. */
export interface AwaitedRequests {
  /** An operation's id. */
  operation?: string
  method?: string
  /** `404`, or `4xx` for all of its hundred. */
  status?: number | string
  caller?: string
  /** Fields of the body, by their paths. */
  body?: Record<string, string | number | boolean | null>
  /** Stands somewhere in the address, the body or the answer. */
  text?: string
  /** The number of an entry, or a time: only what came after it. Default since the step before was taken. */
  since?: number | string
  /** Default 1. */
  count?: number
  /** How long they are waited for, in milliseconds of real time. Default 10000. */
  timeout?: number
}

/** A step has one of what can be done. */
export interface ScenarioStep {
  /** How much later than the step before, by the world's clock: an ISO 8601 duration. */
  after?: string
  inbound?: Inbound & { customer?: string }
  outbound?: Outbound & { customer?: string }
  conversations?: NewConversations
  wait_for?: AwaitedRequests
}

export interface Scenario {
  /** Where a schema of it is, for editors. Not read. */
  $schema?: string
  name?: string
  /** Sets the world's clock before the first step, and stops it there unless time is waited for. */
  starts_at?: string
  /** `advance` moves the world's clock on, `wait` waits until it has come. Default advance. */
  time?: 'advance' | 'wait'
  /** Customers by the names that steps call them. */
  customers?: Record<string, Omit<Inbound, 'text' | 'message'>>
  steps: ScenarioStep[]
}

export interface PlayedStep {
  step: number
  did: 'inbound' | 'outbound' | 'conversations' | 'wait_for'
  /** The world's time. */
  at: string
  contact_id?: string
  conversation_id?: string
  message_id?: string
  status?: string
  conversations?: number
  requests?: number
}

export interface Played {
  name: string | null
  steps: PlayedStep[]
  customers: Record<string, { contact_id: string; conversation_id: string }>
}
