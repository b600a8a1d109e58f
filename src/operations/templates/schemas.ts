/** Templates of messages (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { Category } from '../categories/schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'

const Named = Type.Pick(Category, ['id', 'name'])

export const MessageTemplate = Type.Object({
  object_name: Type.Literal('message_template'),
  id: Type.String(),
  _id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  title: Type.String(),
  text: Type.String({ description: 'With `{{1}}`, `{{2}}` for what differs' }),
  template_language: Type.String(),
  category: Type.Union([Named, Type.Null()]),
  categories: Type.Array(Named),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type MessageTemplate = Static<typeof MessageTemplate>

export const WhatsappTemplate = Type.Object({
  object_name: Type.Literal('whatsapp_template'),
  id: Type.String(),
  template_name: Type.String(),
  text: Type.String({ description: 'With `{{1}}`, `{{2}}` for what differs' }),
  language: Type.String(),
  status: Type.Unsafe<'APPROVED' | 'PENDING' | 'REJECTED'>({
    type: 'string',
    enum: ['APPROVED', 'PENDING', 'REJECTED'],
  }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type WhatsappTemplate = Static<typeof WhatsappTemplate>

const tags = ['templates']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const optional = (description: string) => Type.Optional(Type.String({ description }))
const unit = {
  business_unit_id: optional('Only of this business unit'),
  type: optional('What `q` is: a business unit, or a text'),
  q: optional('The business unit where `type` says so, else what title or text contain'),
}

export const ListMessageTemplates = {
  operationId: 'listMessageTemplates',
  summary: 'List templates of messages, the newest first',
  tags,
  querystring: Type.Object({
    ...unit,
    fields: optional('Where `q` is looked for: `title,text`'),
    category: optional('Only of the category with this id or name'),
    lang: optional('Only in this language'),
    sort: optional(
      '`created_at`, `updated_at` or `title`, with a minus the other way round; default `-created_at`',
    ),
    ...pageQuery,
  }),
  response: { 200: ListOf(MessageTemplate, NothingNested), ...failures },
}

export const SearchMessageTemplates = {
  ...ListMessageTemplates,
  operationId: 'searchMessageTemplates',
  summary: 'List templates whose title or text has this text',
}

export const ListWhatsappTemplates = {
  operationId: 'listWhatsappTemplates',
  summary: 'List templates that WhatsApp has to approve, the newest first',
  tags,
  querystring: Type.Object({
    ...unit,
    channel_id: optional('Only those that this channel may send'),
    ...pageQuery,
  }),
  response: { 200: ListOf(WhatsappTemplate, NothingNested), ...failures },
}

const oneTemplate = Type.Object({ template_id: Type.String() })

export const GetMessageTemplate = {
  operationId: 'getMessageTemplate',
  summary: 'Read a template',
  tags,
  params: oneTemplate,
  response: { 200: MessageTemplate, ...failures },
}

export const DeleteMessageTemplate = {
  operationId: 'deleteMessageTemplate',
  summary: 'Delete a template; messages that were sent with it stay',
  tags,
  params: oneTemplate,
  response: { 200: Type.Object({ success: Type.Literal(true) }), ...failures },
}

const text = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: '\\S', description }))

/** The inboxes and the SDKs have different names for the same. */
const written = {
  title: text(200, 'What agents find it by'),
  name: text(200, 'The same'),
  text: text(10_000, 'With `{{1}}`, `{{2}}` for what differs'),
  body: text(10_000, 'The same'),
  category: optional('The id or the name of one'),
  template_language: text(20, 'Default `en`'),
  language: text(20, 'The same'),
}

export const CreateMessageTemplate = {
  operationId: 'createMessageTemplate',
  summary: 'Make a template',
  tags,
  body: Type.Object({
    ...written,
    business_unit_id: optional('Default: the first of the organization'),
  }),
  response: { 200: MessageTemplate, ...failures },
}

export const UpdateMessageTemplate = {
  operationId: 'updateMessageTemplate',
  summary: 'Change a template; what is not sent stays as it is',
  tags,
  params: oneTemplate,
  body: Type.Object(written),
  response: { 200: MessageTemplate, ...failures },
}
export type WrittenTemplate = Static<typeof UpdateMessageTemplate.body>
