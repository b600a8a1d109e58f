/** A customer writes, on any channel. */

import { invalid } from '../base/refusal.ts'
import type { Known } from '../operations/contacts/store.ts'
import { guestName } from '../operations/conversations/guest-name.ts'
import type { ChannelRow } from '../operations/directory/store.ts'
import { identities, type KnownContact } from './people.ts'
import { channelOfOne, checkAgrees, checkOrganization, findChannel, unknown } from './places.ts'
import { checkOfCustomer, messageOf, say } from './saying.ts'
import { peopleOf, type Stores } from './stores.ts'
import type { Customer, Exchange, Inbound } from './types.ts'

/** Who writes, and where. Without a contact it is somebody new. */
export interface Sender {
  channel: ChannelRow
  contact: KnownContact | undefined
}

/** @throws {Refusal} 404 for a channel, an organization or a contact that is not there, 400 for two that disagree */
export function findSender(stores: Stores, body: Omit<Inbound, 'text' | 'message'>): Sender {
  const { contact_id, contact, ...place } = body
  if (contact_id !== undefined) {
    if (contact !== undefined) {
      throw invalid(
        'contact_id and contact: both',
        'contact_id for one who is there, contact for one who may be new',
      )
    }
    const known = peopleOf(stores).findContact(contact_id)
    if (known === undefined) throw unknown(stores, 'contact', 'contact_id', contact_id)
    checkOrganization(stores, place.organization_id)
    return { channel: channelOf(stores, known, place), contact: known }
  }
  const isAnywhere = place.channel_id === undefined && place.channel_type === undefined
  const channel = isAnywhere ? undefined : findChannel(stores, place)
  checkOrganization(stores, place.organization_id)
  const known =
    contact && findKnown(stores, contact, channel?.id ?? null, place.organization_id ?? null)
  if (known !== undefined) return { channel: channelOf(stores, known, {}), contact: known }
  return { channel: channel ?? findChannel(stores, place), contact: undefined }
}

function channelOf(
  stores: Stores,
  known: KnownContact,
  place: Parameters<typeof checkAgrees>[1],
): ChannelRow {
  const channel = channelOfOne(stores, known)
  checkAgrees(channel, place)
  return channel
}

function findKnown(
  stores: Stores,
  contact: Customer,
  channelId: string | null,
  organizationId: string | null,
): KnownContact | undefined {
  const people = peopleOf(stores)
  for (const column of identities) {
    const value = contact[column]
    const found = value && people.findByIdentity(column, value.trim(), channelId, organizationId)
    if (found) return found
  }
  const number = digits(`${contact.area_code ?? ''}${contact.phone_number ?? ''}`)
  if (contact.phone_number === undefined || number === '') return undefined
  return (
    people.findByNumber(number, channelId, organizationId) ??
    people.findByIdentity('whatsapp_id', number, channelId, organizationId)
  )
}

const digits = (text: string) => text.replace(/\D/g, '')

/**
 * Makes the contact and the conversation where they are not there yet, and stores the message: all or
 * nothing, told as one.
 *
 * @param body that the schema `Inbound` takes
 * @throws {Refusal} as `findSender`; 400 also for no message
 */
export function inbound(stores: Stores, body: Inbound): Exchange {
  const { text, message: whole, ...from } = body
  const message = messageOf({ ...(text && { text }), ...(whole && { message: whole }) })
  checkOfCustomer(message)
  const sender = findSender(stores, from)
  const write = stores.changes.transaction(() => {
    const { channel } = sender
    const id = sender.contact?.id ?? makeContact(stores, channel, from.contact ?? {})
    if (sender.contact !== undefined) tellNews(stores, sender.contact, from.contact ?? {})
    const current = stores.conversations.findOfContact(id)
    if (current === undefined) {
      const name = stores.contacts.find(id, channel.organization_id)?.display_name
      stores.conversations.getOrCreate(channel, id, name)
    }
    const conversation = current ?? stores.conversations.findOfContact(id)
    if (conversation === undefined) throw new Error(`no conversation of ${id}`)
    return showExchange(stores, conversation.id, say(stores, conversation, id, message))
  })
  return write()
}

/** What is not said of a customer is made up as far as the channel knows it of everybody. */
function makeContact(stores: Stores, channel: ChannelRow, said: Customer): string {
  const { labels, ...rest } = said
  const number = stores.newId('guest')
  const named = [rest.first_name, rest.last_name].filter((part) => part?.trim()).join(' ')
  const known: Known = {
    ...rest,
    ...madeUp(channel, said, number),
    display_name: rest.display_name ?? (named || guestName(number, stores.clock())),
    ...(labels && { labels: JSON.stringify(labels) }),
  }
  return stores.contacts.create(channel, known, false).contact.id
}

function madeUp({ type }: ChannelRow, said: Customer, number: string): Known {
  if (type === 'whatsapp') {
    const phone_number = said.phone_number ?? said.whatsapp_id ?? `5${number}0`
    const isMadeUp = phone_number !== said.phone_number && phone_number !== said.whatsapp_id
    const area_code = said.area_code ?? (isMadeUp ? '+852' : undefined)
    const whatsapp_id = said.whatsapp_id ?? digits(`${area_code ?? ''}${phone_number}`)
    return { phone_number, whatsapp_id, ...(area_code && { area_code }) }
  }
  if (type === 'email' && said.email === undefined) {
    return { email: `guest-${number}@example.test` }
  }
  return {}
}

/** Providers say who writes with each message: what is new of it is kept. */
function tellNews(stores: Stores, { id, organization_id }: KnownContact, said: Customer): void {
  // By these the contact was found, in whatever form they are written.
  const { labels, phone_number, area_code, ...rest } = said
  const news = { ...rest, ...(labels && { labels: JSON.stringify(labels) }) }
  for (const column of identities) delete news[column]
  if (Object.keys(news).length > 0) stores.contacts.update(id, organization_id, news)
}

/** The rows as they are after the message. */
export function showExchange(
  { conversations, contacts }: Stores,
  conversationId: string,
  message: Exchange['message'],
): Exchange {
  const row = conversations.find(conversationId)
  const contact = row && contacts.find(row.contact_id, row.organization_id)
  if (row === undefined || contact === undefined) throw new Error(`no ${conversationId}`)
  return { contact, conversation: { ...conversations.withUsers(row) }, message }
}
