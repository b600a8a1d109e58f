/** Creating a contact: whoever asks without a credential is a visitor of a page with a widget. */
import type { FastifyRequest } from 'fastify'
import { carriesCredential, readCredential } from '../../http/credentials.ts'
import { forbidden, invalidRequest, unauthorized } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import type { AgentCaller } from '../directory/callers.ts'
import { identify } from '../directory/identify.ts'
import type { ChannelRow } from '../directory/store.ts'
import type { CreateContactBody } from './operations.ts'
import type { Known } from './store.ts'

/** Which column has a contact's id at the provider. On other channels there is no provider (guessed). */
const providerColumns: Partial<Record<ChannelRow['type'], keyof Known>> = {
  whatsapp: 'whatsapp_id',
  facebook: 'facebook_id',
  instagram: 'instagram_id',
  wechat: 'wechat_id',
  line: 'line_id',
}

/**
 * The agent who asks. A widget may still send the token of its contact or its channel: that is no agent,
 * and asks for what anybody may (guessed).
 *
 * @throws {ApiError} 401 for a credential that does not count, or that chooses an organization first
 */
export function findAgent({ headers, world }: FastifyRequest): AgentCaller | undefined {
  if (!carriesCredential(headers)) return undefined
  const caller = identify(readCredential(headers), world)
  if (caller.kind === 'login') {
    throw unauthorized('this operation takes user, api_key credentials or none, not login')
  }
  return caller.kind === 'user' || caller.kind === 'api_key' ? caller : undefined
}

/** @throws {ApiError} 400 for a channel that is not there, 403 for another's business unit */
export function findChannel(
  world: World,
  agent: AgentCaller | undefined,
  { channel_id, channel_type, bu_id }: CreateContactBody,
  invalid: string,
): ChannelRow {
  const refuse = (reason: string) => invalidRequest(invalid, reason)
  const unit = bu_id || undefined
  if (agent !== undefined && unit !== undefined) {
    if (!world.directory.hasBusinessUnit(unit, agent.organization_id)) {
      throw forbidden(
        'Invalid business Unit ID, or no permission',
        `bu_id: no business unit ${unit} in ${agent.organization_id}`,
      )
    }
  }
  const channel = channelOf(world, agent, channel_id || undefined, channel_type, unit)
  if (channel === undefined) {
    if (channel_id) throw refuse(`channel_id: no channel ${channel_id}`)
    throw refuse(
      agent === undefined
        ? 'channel_id: without a credential it says where the contact comes from'
        : `${agent.organization_id} has no ${channel_type ?? 'web'} channel: name a channel_id`,
    )
  }
  if (channel_type !== undefined && channel_type !== channel.type) {
    throw refuse(`channel_type: ${channel.id} is a ${channel.type} channel`)
  }
  if (unit !== undefined && unit !== channel.business_unit_id) {
    throw refuse(`bu_id: ${channel.id} is in another business unit`)
  }
  return channel
}

function channelOf(
  world: World,
  agent: AgentCaller | undefined,
  id: string | undefined,
  type = 'web',
  unit: string | null = null,
): ChannelRow | undefined {
  if (agent === undefined) return id === undefined ? undefined : world.contacts.findChannel(id)
  const { organization_id } = agent
  return id === undefined
    ? world.contacts.findChannelOfType(organization_id, type, unit)
    : world.directory.findOpenChannel(id, organization_id)
}

/** What the body says of the contact, by column. */
export function readKnown(
  {
    channel_id,
    channel_type,
    bu_id,
    parentUrl,
    provider_user_id,
    additional_params,
    display_name,
    labels,
    ...rest
  }: CreateContactBody,
  { type }: ChannelRow,
): Known {
  const name = [
    display_name,
    [rest.first_name, rest.last_name].filter((part) => part?.trim()).join(' '),
  ].find((one) => one?.trim())
  const column = providerColumns[type]
  return {
    ...rest,
    ...(name !== undefined && { display_name: name }),
    ...(labels && { labels: JSON.stringify(labels) }),
    ...(additional_params && { additional_params: JSON.stringify(additional_params) }),
    ...(column && provider_user_id && { [column]: provider_user_id }),
  }
}
