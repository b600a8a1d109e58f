/** The kinds of caller that there are, and what is known of each. */

/** Somebody with a user: a person's token or session, or a program's API key. */
export interface AgentCaller<Kind extends 'user' | 'api_key' = 'user' | 'api_key'> {
  kind: Kind
  organization_id: string
  user_id: string
  /** The conversation the token stands for when a request names none. */
  conversation_id: string | null
}

export interface ContactCaller {
  kind: 'contact'
  organization_id: string
  contact_id: string
  conversation_id: string | null
}

export interface ChannelCaller {
  kind: 'channel'
  organization_id: string
  channel_id: string
}

/** Who has signed in and has not chosen an organization yet. */
export interface LoginCaller {
  kind: 'login'
  user_id: string
  token: string
}

interface CallersByKind {
  user: AgentCaller<'user'>
  api_key: AgentCaller<'api_key'>
  contact: ContactCaller
  channel: ChannelCaller
  login: LoginCaller
}

export type CallerKind = keyof CallersByKind
/** Whoever is of one of these kinds. */
export type CallerOf<Kind extends CallerKind> = CallersByKind[Kind]

/** Who may call what: gateway facts 2.4. */
export const agents = ['user', 'api_key'] as const
export const agentsAndContacts = [...agents, 'contact'] as const
export const everyone = [...agentsAndContacts, 'channel'] as const
export const agentsAndLogins = [...agents, 'login'] as const

/** Whoever calls for an organization. */
export type Caller = CallerOf<(typeof everyone)[number]>
/** Whoever a credential stands for. */
export type AnyCaller = CallerOf<CallerKind>
