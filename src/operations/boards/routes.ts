import type { FastifyPluginAsync } from 'fastify'
import { didYouMean } from '../../base/nearest-name.ts'
import { invalidRequest, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { findContact } from '../contacts/find-contact.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  type Board,
  CreateBoardItem,
  DeleteBoardItem,
  GetBoard,
  GetBoardItem,
  GetBoardItemOfContact,
  ListBoardItems,
  ListBoards,
  UpdateBoardItem,
  type WrittenItem,
} from './schemas.ts'

/** What is read of boards. Their items are searched as documents. */
export const boardRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/board', callers: agents, schema: ListBoards },
    async ({ world, caller, query }) => {
      const { search = '', is_default, hidden, types = '', sort } = query
      const boards = world.boards.list({
        organization_id: caller.organization_id,
        search,
        onlyDefault: is_default === 'true',
        withHidden: hidden === 'true',
        types: types.split(',').filter((type) => type !== ''),
        oldestFirst: sort === 'created_at',
      })
      const all = { limit: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }
      const page = readPage(query, all)
      const shown = boards.slice(page.skip, page.skip + page.limit)
      return listOf(shown, boards.length, page, {})
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/board_items/by-contact/:contact_id',
      callers: agents,
      schema: GetBoardItemOfContact,
    },
    async ({ world, caller, params: { contact_id } }) => {
      const { id, organization_id } = findContact(world, caller, contact_id)
      // Guessed: clients ask for whoever has a room, and most of those are on no board.
      return world.boards.findItemOfContact(id, organization_id) ?? {}
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/board/:board_id', callers: agents, schema: GetBoard },
    async ({ world, caller, params }) => findBoard(world, caller, params.board_id),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/board/:board_id/board_items',
      callers: agents,
      schema: ListBoardItems,
    },
    async ({ world, caller, params, query }) => {
      const page = readPage(query, query.limit === '0' ? wholeBoard : { limit: 20, most: 1000 })
      const board = findBoard(world, caller, params.board_id)
      const { rows, count } = world.boards.listItems(board, page)
      return listOf(rows, count, page, {})
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/board/:board_id/board_items/:board_item_id',
      callers: agents,
      schema: GetBoardItem,
    },
    async ({ world, caller, params: { board_id, board_item_id } }) => {
      const item = world.boards.findItem(findBoard(world, caller, board_id), board_item_id)
      return item ?? noItem(board_id, board_item_id)
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/board/:board_id/board_items',
      callers: agents,
      schema: CreateBoardItem,
    },
    async ({ world, caller, params, body }) => {
      const board = findBoard(world, caller, params.board_id)
      return world.boards.create(board, readItem(world, board, body))
    },
  )

  const ofItem = {
    callers: agents,
    url: '/v1/backend/board/:board_id/board_items/:board_item_id',
  }
  declareOperation(
    app,
    { ...ofItem, method: 'PATCH', schema: UpdateBoardItem },
    async ({ world, caller, params: { board_id, board_item_id }, body }) => {
      const board = findBoard(world, caller, board_id)
      const change = readItem(world, board, body)
      return world.boards.update(board, board_item_id, change) ?? noItem(board_id, board_item_id)
    },
  )

  declareOperation(
    app,
    { ...ofItem, method: 'DELETE', schema: DeleteBoardItem },
    async ({ world, caller, params: { board_id, board_item_id } }) => {
      const board = findBoard(world, caller, board_id)
      if (!world.boards.remove(board, board_item_id)) noItem(board_id, board_item_id)
      return { success: true as const }
    },
  )
}

function noItem(boardId: string, id: string): never {
  throw notFound('Board item not found', `no item ${id} on ${boardId}`)
}

/** @throws {ApiError} 400 for a field that the board has not, and for a contact of nobody here */
function readItem(world: World, board: Board, { fields = {}, data = [], contact_id }: WrittenItem) {
  const one = Array.isArray(fields)
    ? fields.map(({ board_field_id, value }) => [board_field_id, value] as const)
    : Object.entries(fields)
  const sent = [...one, ...data.map(({ key, value }) => [key, value] as const)]
  const known = board.fields.map(({ _id }) => _id)
  const unknown = sent.find(([field]) => !known.includes(field))
  if (unknown !== undefined) {
    const hint = `${didYouMean(unknown[0], known)}the board has ${known.join(', ')}`
    throw invalidRequest('Invalid request', `body.fields: no field ${unknown[0]}: ${hint}`)
  }
  if (contact_id !== undefined && !world.contacts.find(contact_id, board.organization_id)) {
    throw invalidRequest('Invalid request', `body.contact_id: no contact ${contact_id}`)
  }
  return { fields: Object.fromEntries(sent), ...(contact_id !== undefined && { contact_id }) }
}

/** Clients that want all items say 0. */
const wholeBoard = { limit: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }

function findBoard(world: World, { organization_id }: AgentCaller, id: string): Board {
  const board = world.boards.find(id, organization_id)
  if (board !== undefined) return board
  throw notFound('Board not found', `no board ${id} in ${organization_id}`)
}
