/** What the operations of contacts take and answer (neighbours 6). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ChannelType } from '../conversations/schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'
import { Contact } from './schemas.ts'

const tags = ['contacts']
const failures = { 400: Failure, 403: Failure, ...commonFailures }

/** Guessed: the service's own limits are not known. */
const longest = { line: 1_000, text: 10_000, labels: 100 }

const line = Type.Optional(
  Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength: longest.line }),
)
const text = Type.Optional(
  Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength: longest.text }),
)

/** What somebody may say of a contact. Left out is left as it was; null or empty is not known. */
const known = {
  avatar_url: line,
  first_name: line,
  last_name: line,
  gender: line,
  area_code: line,
  phone_number: line,
  language: line,
  email: line,
  remark: text,
  time_zone: line,
  title: line,
  birthday: line,
  location: line,
  company_name: line,
  position: line,
  labels: Type.Optional(
    Type.Array(Type.String({ maxLength: longest.line }), { maxItems: longest.labels }),
  ),
}

const CreateContactBody = Type.Object({
  channel_id: Type.Optional(
    Type.String({
      description:
        'Needed without a credential. An agent may leave it out: the organization’s default channel of the type',
    }),
  ),
  channel_type: Type.Optional(
    Type.Unsafe<Static<typeof ChannelType>>({ ...ChannelType, description: 'Default web' }),
  ),
  bu_id: Type.Optional(Type.String({ description: 'The business unit that the channel is in' })),
  display_name: Type.Optional(
    Type.String({
      maxLength: longest.line,
      description: 'Default the first and last name, else that of a guest',
    }),
  ),
  ...known,
  provider_user_id: Type.Optional(
    Type.String({
      maxLength: longest.line,
      description: 'The contact’s id at the channel’s provider: becomes whatsapp_id and the like',
    }),
  ),
  parentUrl: Type.Optional(
    Type.String({ description: 'The page that the widget is on. Not kept' }),
  ),
  additional_params: Type.Optional(
    Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Literal('')], {
      description: 'Whatever the page says of its visitor, or empty',
    }),
  ),
})
export type CreateContactBody = Static<typeof CreateContactBody>

export const CreateContact = {
  operationId: 'createContact',
  summary: 'Create a contact: a visitor of a page without a credential, or an agent for somebody',
  tags,
  body: CreateContactBody,
  response: {
    200: Type.Object({
      ...Contact.properties,
      org_id: Type.String({ description: 'The organization again' }),
      access_token: Type.String({ description: 'Stands for the contact, for 30 days' }),
    }),
    ...failures,
  },
}

export const contactParams = Type.Object({ contact_id: Type.String() })

export const GetContact = {
  operationId: 'getContact',
  summary: 'A contact',
  tags,
  params: contactParams,
  response: { 200: Contact, ...failures, 404: Failure },
}

const UpdateContactBody = Type.Object({
  display_name: Type.Optional(Type.String({ pattern: '\\S', maxLength: longest.line })),
  name: Type.Optional(
    Type.String({
      pattern: '\\S',
      maxLength: longest.line,
      description: '`display_name`, as an SDK calls it',
    }),
  ),
  ...known,
  phone: Type.Optional(
    Type.Unsafe<string | null>({
      type: ['string', 'null'],
      maxLength: longest.line,
      description: '`phone_number`, as an SDK calls it',
    }),
  ),
})
export type UpdateContactBody = Static<typeof UpdateContactBody>

export const UpdateContact = {
  operationId: 'updateContact',
  summary: 'Change what is known of a contact',
  tags,
  params: contactParams,
  body: UpdateContactBody,
  response: { 200: Contact, ...failures, 404: Failure },
}

/** Orders of a list. A minus is the newest or last first. */
export const contactOrders = [
  '-created_at',
  'created_at',
  '-updated_at',
  'updated_at',
  '-display_name',
  'display_name',
] as const
export type ContactOrder = (typeof contactOrders)[number]

const listQuery = {
  q: Type.Optional(Type.String({ description: 'A piece of a name, e-mail or phone number' })),
  ...pageQuery,
  sort: Type.Optional(
    Type.String({
      description: `Default -created_at, also where it is none of ${contactOrders.join(', ')}`,
      examples: ['-created_at'],
    }),
  ),
}

export const ListContacts = {
  operationId: 'listContacts',
  summary: 'List the contacts of the organization, newest first',
  tags,
  querystring: Type.Object({
    ...listQuery,
    offset: Type.Optional(Type.String({ description: '`skip`, by another name' })),
  }),
  response: { 200: ListOf(Contact, NothingNested), ...failures },
}

export const SearchContacts = {
  operationId: 'searchContacts',
  summary: 'Find contacts by a piece of their name, e-mail or phone number',
  tags,
  querystring: Type.Object({
    ...listQuery,
    type: Type.Optional(Type.String({ description: 'What `q` is: text', examples: ['text'] })),
  }),
  response: { 200: ListOf(Contact, NothingNested), ...failures },
}

export const SearchContactsByBody = {
  ...SearchContacts,
  operationId: 'searchContactsByBody',
  summary: 'Find contacts by a piece of their name, e-mail or phone number, named in the body',
  querystring: Type.Object({}),
  body: Type.Object({
    q: Type.Optional(Type.String({ maxLength: longest.line, description: 'What is looked for' })),
    query: Type.Optional(Type.String({ maxLength: longest.line, description: 'The same' })),
    limit: Type.Optional(Type.Integer({ minimum: 0, description: 'Default 10, 100 at most' })),
    skip: Type.Optional(Type.Integer({ minimum: 0 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: '`skip`, by another name' })),
    sort: Type.Optional(Type.String({ examples: ['-created_at'] })),
  }),
}

export const ExportContacts = {
  operationId: 'exportContacts',
  summary: 'Download the contacts as CSV',
  tags,
  produces: ['text/csv'],
  querystring: Type.Object({
    sort: listQuery.sort,
    limit: Type.Optional(Type.String({ description: 'Rows, default and 0: all, 100,000 at most' })),
    skip: pageQuery.skip,
  }),
  response: {
    200: Type.String({ description: 'A line of names, then one for each' }),
    ...failures,
  },
}

export const GetContactByBoardItem = {
  operationId: 'getContactByBoardItem',
  summary: 'The contact that an item of a board is about',
  tags,
  params: Type.Object({ board_item_id: Type.String() }),
  response: { 200: Contact, ...failures, 404: Failure },
}

export const DeleteContact = {
  operationId: 'deleteContact',
  summary: 'Delete a contact with its conversations',
  tags,
  params: contactParams,
  response: { 200: Type.Object({ success: Type.Literal(true) }), ...failures, 404: Failure },
}
