/** Boards and their items as the board service shows them (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { Contact } from '../contacts/schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'

const BoardField = Type.Object({
  _id: Type.String({ description: 'The key of its values in the items' }),
  name: Type.String(),
  type: Type.String({ description: '`ShortText` and others' }),
  hidden: Type.Boolean(),
  hidden_on_record: Type.Boolean(),
  is_identifier: Type.Boolean({ description: 'Items are called by it' }),
  is_default: Type.Boolean(),
  data: Type.Array(Type.Unknown(), { description: 'What may be chosen' }),
})
export type BoardField = Static<typeof BoardField>

export const Board = Type.Object({
  _id: Type.String(),
  id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  doc_name: Type.Literal('board'),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  type: Type.String(),
  is_default: Type.Boolean(),
  hidden: Type.Boolean(),
  order: Type.Integer(),
  fields: Type.Array(BoardField),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Board = Static<typeof Board>

/** A row of a board: its document, with the contact as it is now. */
export const BoardItem = Type.Object(
  {
    _id: Type.String(),
    id: Type.String({ description: 'The id again' }),
    board_id: Type.String(),
    fields: Type.Record(Type.String(), Type.Unknown(), { description: 'By the ids of fields' }),
    contacts: Type.Union([Contact, Type.Null()], { description: 'The contact that it is about' }),
  },
  { additionalProperties: true },
)
export type BoardItem = Static<typeof BoardItem>

const tags = ['boards']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const board_id = Type.String({ examples: ['brd_d4b3fd02-95c6-46d9-8adb-4e5354033eb8'] })
const limit = Type.Optional(Type.String({ description: 'Default and 0: all' }))
const yesOrNo = (description: string) => Type.Optional(Type.String({ description }))

export const ListBoards = {
  operationId: 'listBoards',
  summary: 'List the boards of the organization',
  tags,
  querystring: Type.Object({
    limit,
    skip: pageQuery.skip,
    sort: Type.Optional(
      Type.String({ description: '`-created_at`, the default, or `created_at`' }),
    ),
    search: Type.Optional(Type.String({ description: 'Only those with this in their name' })),
    is_default: yesOrNo('`true`: only those that are'),
    hidden: yesOrNo('`true`: hidden ones as well'),
    types: Type.Optional(
      Type.String({ description: 'Of these types, between commas', examples: ['Contacts'] }),
    ),
  }),
  response: { 200: ListOf(Board, NothingNested), ...failures },
}

export const GetBoard = {
  operationId: 'getBoard',
  summary: 'Get a board with its fields',
  tags,
  params: Type.Object({ board_id }),
  response: { 200: Board, ...failures },
}

export const ListBoardItems = {
  operationId: 'listBoardItems',
  summary: 'List the items of a board, as they came',
  tags,
  params: Type.Object({ board_id }),
  querystring: Type.Object({
    ...pageQuery,
    limit: Type.Optional(
      Type.String({
        description: 'Rows in a page, default 20, 1000 at most; 0: all',
        examples: ['20'],
      }),
    ),
  }),
  response: { 200: ListOf(BoardItem, NothingNested), ...failures },
}

export const GetBoardItem = {
  operationId: 'getBoardItem',
  summary: 'Get an item of a board, with its contact',
  tags,
  params: Type.Object({ board_id, board_item_id: Type.String() }),
  response: { 200: BoardItem, ...failures },
}

const success = { 200: Type.Object({ success: Type.Literal(true) }), ...failures }
const oneItem = Type.Object({ board_id, board_item_id: Type.String() })

/** As the service takes them: by the ids of fields, or one by one. */
const written = {
  fields: Type.Optional(
    Type.Union(
      [
        Type.Record(Type.String(), Type.Unknown()),
        Type.Array(Type.Object({ board_field_id: Type.String(), value: Type.Unknown() }), {
          maxItems: 1_000,
        }),
      ],
      { description: 'By the ids of fields, or a list of them' },
    ),
  ),
  contact_id: Type.Optional(Type.String({ description: 'The contact that it is about' })),
}

export const CreateBoardItem = {
  operationId: 'createBoardItem',
  summary: 'Make an item of a board, which searches find at once',
  tags,
  params: Type.Object({ board_id }),
  body: Type.Object(written),
  response: { 200: BoardItem, ...failures },
}

export const UpdateBoardItem = {
  operationId: 'updateBoardItem',
  summary: 'Change fields of an item; what is not sent stays as it is',
  tags,
  params: oneItem,
  body: Type.Object({
    ...written,
    data: Type.Optional(
      Type.Array(Type.Object({ key: Type.String(), value: Type.Unknown() }), {
        maxItems: 1_000,
        description: 'The same, as an older front end sends it',
      }),
    ),
  }),
  response: { 200: BoardItem, ...failures },
}
export type WrittenItem = Static<typeof UpdateBoardItem.body>

export const DeleteBoardItem = {
  operationId: 'deleteBoardItem',
  summary: 'Delete an item of a board',
  tags,
  params: oneItem,
  response: success,
}

export const GetBoardItemOfContact = {
  operationId: 'getBoardItemOfContact',
  summary: 'Get the item that is about a contact',
  tags,
  params: Type.Object({ contact_id: Type.String() }),
  response: {
    200: Type.Union([BoardItem, Type.Object({}, { description: 'Where no board has one' })]),
    ...failures,
  },
}
