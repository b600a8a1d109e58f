/** Channels as the channel service shows them (neighbours 12.5), without anything secret. */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ChannelCounts, ChannelType } from '../conversations/schemas.ts'
import { ListOf, NothingNested, Pagination, pageNumber, pageQuery } from '../lists.ts'

export const Channel = Type.Object({
  _id: Type.String(),
  id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  doc_name: Type.Literal('channel'),
  name: Type.String(),
  type: ChannelType,
  active: Type.Boolean(),
  is_active: Type.Boolean({ description: 'The same, as an SDK reads it' }),
  is_deleted: Type.Boolean(),
  is_disabled: Type.Boolean(),
  bot_id: Type.Union([Type.String(), Type.Null()]),
  business_unit_id: Type.String(),
  organization_id: Type.String(),
  config: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Its look, as the chat widget reads it',
  }),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Channel = Static<typeof Channel>

const tags = ['channels']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const ofChannel = Type.Object({ channel_id: Type.String({ examples: ['imbrace_channel'] }) })

export const ListChannels = {
  operationId: 'listChannels',
  summary: 'List the channels of the organization',
  tags,
  querystring: Type.Object({
    type: Type.Optional(Type.String({ description: 'Only channels of this type' })),
    ...pageQuery,
    page: pageNumber,
  }),
  response: {
    200: Type.Object({ ...ListOf(Channel, NothingNested).properties, pagination: Pagination }),
    ...failures,
  },
}

export const CountChannels = {
  operationId: 'countChannels',
  summary: 'Count the channels of each type',
  tags,
  response: { 200: ChannelCounts, ...failures },
}

export const GetChannel = {
  operationId: 'getChannel',
  summary: 'Get a channel',
  tags,
  params: ofChannel,
  response: { 200: Channel, ...failures },
}

export const GetWidgetChannel = {
  operationId: 'getWidgetChannel',
  summary: 'Get the look of a channel, for a chat widget: no credential is needed',
  tags,
  params: ofChannel,
  response: { 200: Channel, ...failures },
}
