import type { FastifyPluginAsync } from 'fastify'
import { notFound } from '../../http/errors.ts'
import { agents } from '../directory/callers.ts'
import { listOf, paginationOf, readNumberedPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { CountChannels, GetChannel, GetWidgetChannel, ListChannels } from './schemas.ts'

/** What is read of channels. */
export const channelRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/channels', callers: agents, schema: ListChannels },
    async ({ world, caller: { organization_id }, query }) => {
      const page = readNumberedPage(query)
      const { type = null } = query
      const { channels, count } = world.channels.list({ organization_id, type }, page)
      return { ...listOf(channels, count, page, {}), pagination: paginationOf(count, page) }
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/channels/_count', callers: agents, schema: CountChannels },
    async ({ world, caller }) => world.channels.countTypes(caller.organization_id),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/channels/:channel_id',
      callers: agents,
      schema: GetChannel,
    },
    async ({ world, caller: { organization_id }, params: { channel_id } }) => {
      const channel = world.channels.find(channel_id)
      if (channel?.organization_id === organization_id) return channel
      throw notFound('Channel not found', `no channel ${channel_id} in ${organization_id}`)
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/channels/:channel_id/widget',
      callers: 'anybody',
      schema: GetWidgetChannel,
    },
    async ({ world, params: { channel_id } }) => {
      const channel = world.channels.find(channel_id)
      if (channel !== undefined) return channel
      throw notFound('Channel not found', `no channel ${channel_id} in this world`)
    },
  )
}
