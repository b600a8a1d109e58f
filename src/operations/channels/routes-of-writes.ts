import type { FastifyPluginAsync } from 'fastify'
import { forbidden, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import type { ChannelType } from '../conversations/schemas.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import * as operations from './operations-of-writes.ts'
import type { Channel } from './schemas.ts'
import type { ChannelChange } from './writes.ts'

const channels = '/v1/backend/channels'

/** Every user of an organization may change its channels: who may in the real system is not known (guessed). */
export const channelWriteRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'POST', url: channels, callers: agents, schema: operations.CreateChannel },
    async ({ world, caller, body: { type = 'web', business_unit_id, ...channel } }) =>
      create(world, caller, { ...channel, type }, business_unit_id),
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${channels}/_web`,
      callers: agents,
      schema: operations.CreateWebChannel,
    },
    async ({ world, caller, body }) => create(world, caller, { ...body, type: 'web' }),
  )

  for (const [word, type, name, schema] of [
    ['_facebook', 'facebook', 'Facebook', operations.CreateFacebookChannel],
    ['_instagram', 'instagram', 'Instagram', operations.CreateInstagramChannel],
    ['_instagramV2', 'instagram', 'Instagram', operations.CreateInstagramV2Channel],
    ['_email', 'email', 'Email', operations.CreateEmailChannel],
    ['_wechat', 'wechat', 'WeChat', operations.CreateWechatChannel],
    ['_line', 'line', 'LINE', operations.CreateLineChannel],
    ['_whatsapp', 'whatsapp', 'WhatsApp', operations.CreateWhatsappChannel],
  ] as const) {
    declareOperation(
      app,
      { method: 'POST', url: `${channels}/${word}`, callers: agents, schema },
      // The real one asks the provider for the name (guessed).
      async ({ world, caller, body }) => create(world, caller, { name, ...readBody(body), type }),
    )
  }

  for (const [word, type, field, schema] of [
    ['_facebook', 'facebook', 'page_id', operations.UpdateFacebookChannel],
    ['_whatsapp', 'whatsapp', 'phone_number_id', operations.UpdateWhatsappChannel],
  ] as const) {
    declareOperation(
      app,
      { method: 'PUT', url: `${channels}/${word}`, callers: agents, schema },
      async ({ world, caller, body }) => {
        const change = readBody(body)
        const value = String(change.config[field])
        // Which one is guessed: that of the provider's id, else one that has none and is given it.
        const id = world.channels.findByProvider(caller.organization_id, type, field, value)
        if (id === undefined) {
          throw notFound('Channel not found', `no ${type} channel has the ${field} ${value}`)
        }
        world.channels.update(id, change)
        return find(world, caller, id)
      },
    )
  }

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/init_channel',
      callers: agents,
      schema: operations.InitChannel,
    },
    async ({ world, caller, body: { name = 'Web', active, config } }) =>
      create(world, caller, {
        name,
        ...(config && { config }),
        active: active ?? true,
        type: 'web',
      }),
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${channels}/_replace`,
      callers: agents,
      schema: operations.ReplaceChannel,
    },
    // What it replaces is guessed: of the request nothing is known but that it names a channel.
    async ({ world, caller, body: { channel_id, ...change } }) => {
      const { id } = find(world, caller, channel_id)
      world.channels.replace(id, change)
      return find(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'PUT',
      url: `${channels}/:channel_id`,
      callers: agents,
      schema: operations.UpdateChannel,
    },
    async ({ world, caller, params, body }) => {
      const { id } = find(world, caller, params.channel_id)
      world.channels.update(id, body)
      return find(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'DELETE',
      url: `${channels}/:channel_id`,
      callers: agents,
      schema: operations.DeleteChannel,
    },
    async ({ world, caller, params }) => {
      const { id } = find(world, caller, params.channel_id)
      world.channels.remove(id)
      return { success: true as const }
    },
  )

  declareOperation(
    app,
    {
      method: 'PATCH',
      url: `${channels}/status`,
      callers: agents,
      schema: operations.SetChannelStatus,
    },
    async ({ world, caller, body: { channel_ids, status } }) => {
      const ids = channel_ids.map((id) => find(world, caller, id).id)
      world.channels.setActive(ids, operations.channelStatuses[status])
      return { success: true as const }
    },
  )
}

/** @throws {ApiError} 403 for a business unit of another organization */
function create(
  world: World,
  caller: AgentCaller,
  channel: ChannelChange & { type: ChannelType; name: string },
  businessUnitId?: string,
): Channel {
  const { organization_id } = caller
  const unit = businessUnitId ?? world.teams.firstUnitOf(organization_id)
  if (unit === undefined || !world.directory.hasBusinessUnit(unit, organization_id)) {
    throw forbidden(
      'Invalid business Unit ID, or no permission',
      `business_unit_id: no business unit ${unit} in ${organization_id}`,
    )
  }
  const place = { organization_id, business_unit_id: unit }
  return find(world, caller, world.channels.create(place, channel))
}

/** @throws {ApiError} 404 for a channel of another organization, and for one that is deleted */
function find(world: World, { organization_id }: AgentCaller, id: string): Channel {
  const channel = world.channels.find(id)
  if (channel?.organization_id === organization_id) return channel
  throw notFound('Channel not found', `no channel ${id} in ${organization_id}`)
}

/** What a provider asks for stands beside the name in the body, and in the configuration afterwards. */
function readBody({ name, active, config, ...others }: ChannelChange) {
  return {
    ...(name !== undefined && { name }),
    ...(active !== undefined && { active }),
    config: { ...config, ...others } as Record<string, unknown>,
  }
}
