/** What the operations that change channels take and answer: validation, types and OpenAPI in one. */
import { Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ChannelType } from '../conversations/schemas.ts'
import { Channel } from './schemas.ts'

const tags = ['channels']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const channel = { 200: Channel, ...failures }
const ofChannel = Type.Object({ channel_id: Type.String({ examples: ['imbrace_channel'] }) })

const Name = Type.String({ pattern: '\\S', description: 'What agents see' })
const Config = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'Its look, and what its provider asks for. What is named key, secret, token, password or credential is kept and never shown',
})
const given = {
  config: Type.Optional(Config),
  active: Type.Optional(Type.Boolean({ description: 'Agents may write on it. Default true' })),
}

export const CreateChannel = {
  operationId: 'createChannel',
  summary: 'Make a channel, on which customers can write at once',
  tags,
  body: Type.Object({
    name: Name,
    type: Type.Optional(ChannelType),
    business_unit_id: Type.Optional(
      Type.String({ description: 'Default: the first of the organization' }),
    ),
    ...given,
  }),
  response: channel,
}

const withProvider = {
  additionalProperties: true,
  description: 'All else that is sent is a part of its configuration, secrets hidden',
}

/** What a provider asks for stands beside the name, and is part of the configuration. */
const ofProvider = Type.Object({ name: Type.Optional(Name), ...given }, withProvider)

const providerId = Type.String({ minLength: 1, maxLength: 200 })

/** Makes a channel of one type. */
const createOf = <Id extends string>(operationId: Id, what: string) => ({
  operationId,
  summary: `Make ${what} channel`,
  tags,
  body: ofProvider,
  response: channel,
})

export const CreateWebChannel = {
  ...createOf('createWebChannel', 'a web'),
  body: Type.Object({ name: Name, ...given }),
}
export const CreateFacebookChannel = createOf('createFacebookChannel', 'a Facebook')
export const CreateInstagramChannel = createOf('createInstagramChannel', 'an Instagram')
export const CreateInstagramV2Channel = createOf(
  'createInstagramV2Channel',
  'an Instagram (second way)',
)
export const CreateEmailChannel = createOf('createEmailChannel', 'an e-mail')
export const CreateWechatChannel = createOf('createWechatChannel', 'a WeChat')
export const CreateLineChannel = createOf('createLineChannel', 'a LINE')
export const CreateWhatsappChannel = createOf('createWhatsappChannel', 'a WhatsApp')

export const InitChannel = {
  operationId: 'initChannel',
  summary: 'Make the web channel that an organization begins with',
  tags,
  body: Type.Object({ name: Type.Optional(Name), ...given }),
  response: channel,
}

export const UpdateFacebookChannel = {
  operationId: 'updateFacebookChannel',
  summary: 'Change the Facebook channel of a page, which `page_id` names',
  tags,
  body: Type.Object({ page_id: providerId, ...ofProvider.properties }, withProvider),
  response: channel,
}

export const UpdateWhatsappChannel = {
  operationId: 'updateWhatsappChannel',
  summary: 'Change the WhatsApp channel of a number, which `phone_number_id` names',
  tags,
  body: Type.Object({ phone_number_id: providerId, ...ofProvider.properties }, withProvider),
  response: channel,
}

export const UpdateChannel = {
  operationId: 'updateChannel',
  summary: 'Change a channel; what is not sent stays as it is',
  tags,
  params: ofChannel,
  body: Type.Object({ name: Type.Optional(Name), ...given }),
  response: channel,
}

export const ReplaceChannel = {
  operationId: 'replaceChannel',
  summary: 'Change a channel; a configuration that is sent takes the place of the one it has',
  tags,
  body: Type.Object({ channel_id: Type.String(), name: Type.Optional(Name), ...given }),
  response: channel,
}

export const DeleteChannel = {
  operationId: 'deleteChannel',
  summary: 'Delete a channel; its contacts and conversations stay',
  tags,
  params: ofChannel,
  response: { 200: Type.Object({ success: Type.Literal(true) }), ...failures },
}

export const channelStatuses = { active: true, open: true, inactive: false, closed: false }

export const SetChannelStatus = {
  operationId: 'setChannelStatus',
  summary: 'Activate or deactivate channels, all of them or none',
  tags,
  body: Type.Object({
    channel_ids: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }),
    status: Type.Unsafe<keyof typeof channelStatuses>({
      type: 'string',
      enum: Object.keys(channelStatuses),
    }),
  }),
  response: { 200: Type.Object({ success: Type.Literal(true) }), ...failures },
}
