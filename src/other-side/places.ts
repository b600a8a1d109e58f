/** Which channel, contact, conversation or user is meant, and what is said where there is none. */

import { invalid, Refusal } from '../base/refusal.ts'
import type { ChannelRow } from '../operations/directory/store.ts'
import type { Person } from './people.ts'
import { peopleOf, type Stores } from './stores.ts'
import type { OnChannel } from './types.ts'

type Noun = 'user' | 'contact' | 'channel' | 'team' | 'organization' | 'conversation'

export function unknown(stores: Stores, noun: Noun, field: string, sent: string): Refusal {
  const said = JSON.stringify(sent.slice(0, 80))
  return new Refusal(
    404,
    `${field}: no ${noun} ${said} in this world`,
    peopleOf(stores).tellNear(noun, sent),
  )
}

/** The channel of somebody who is there, or of a conversation: it may be deleted by now. */
export function channelOfOne(
  { directory }: Stores,
  { channel_id, organization_id }: { channel_id: string; organization_id: string },
): ChannelRow {
  const channel = directory.findChannel(channel_id, organization_id)
  if (channel === undefined) throw new Error(`no channel ${channel_id} in ${organization_id}`)
  return channel
}

/** @throws {Refusal} 404 for one that is not there, 400 for one of another type or organization */
export function findChannel(
  stores: Stores,
  { channel_id, channel_type, organization_id }: OnChannel,
): ChannelRow {
  checkOrganization(stores, organization_id)
  if (channel_id !== undefined) {
    const channel = stores.contacts.findChannel(channel_id)
    if (channel === undefined) throw unknown(stores, 'channel', 'channel_id', channel_id)
    checkAgrees(channel, { channel_type, organization_id })
    return channel
  }
  const type = channel_type ?? 'web'
  const channel = peopleOf(stores).findChannelOfType(type, organization_id ?? null)
  if (channel !== undefined) return channel
  throw new Refusal(
    404,
    `channel_type: no ${type} channel in ${organization_id ?? 'this world'}`,
    peopleOf(stores).tellNear('channel', type),
  )
}

export function checkOrganization(stores: Stores, id: string | undefined): void {
  if (id === undefined || peopleOf(stores).hasOrganization(id)) return
  throw unknown(stores, 'organization', 'organization_id', id)
}

/** @throws {Refusal} 400 where a channel is not what is said of it beside its id */
export function checkAgrees(
  channel: ChannelRow,
  { channel_id, channel_type, organization_id }: OnChannel,
): void {
  const wanted = { id: channel_id, type: channel_type, organization_id }
  const names = { id: 'channel_id', type: 'channel_type', organization_id: 'organization_id' }
  for (const field of ['id', 'type', 'organization_id'] as const) {
    if (wanted[field] === undefined || wanted[field] === channel[field]) continue
    throw invalid(
      `${names[field]}: ${wanted[field]} is not that of the channel ${channel.id}`,
      `${channel[field]}, or leave it out`,
    )
  }
}

/** @throws {Refusal} 404 for nobody, 400 where both are said */
export function findUser(
  stores: Stores,
  { user_id, email }: { user_id?: string; email?: string },
): Person | undefined {
  if (user_id !== undefined && email !== undefined) {
    throw invalid('user_id and email: both', 'one of them says who it is')
  }
  const field = user_id === undefined ? 'email' : 'user_id'
  const name = user_id ?? email
  if (name === undefined) return undefined
  const user = peopleOf(stores).findUser(name)
  const isFound = user !== undefined && (field === 'email' || user.id === name)
  if (!isFound) throw unknown(stores, 'user', field, name)
  return user
}

/** @throws {Refusal} 400 for an organization that the user may not enter */
export function checkMember(stores: Stores, user: Person, organization_id: string): void {
  const theirs = peopleOf(stores).organizationsOf(user.id)
  if (theirs.includes(organization_id)) return
  throw invalid(
    `organization_id: ${user.id} is not in ${organization_id}`,
    theirs.length === 0 ? 'another user: this one is in none' : theirs.join(' or '),
  )
}
