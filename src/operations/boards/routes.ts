import type { FastifyPluginAsync } from 'fastify'
import { notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  type Board,
  GetBoard,
  GetBoardItem,
  GetBoardItemOfContact,
  ListBoardItems,
  ListBoards,
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
    async ({ world, caller: { organization_id }, params: { contact_id } }) => {
      const item = world.boards.findItemOfContact(contact_id, organization_id)
      if (item !== undefined) return item
      throw notFound('Board item not found', `no board of ${organization_id} has ${contact_id}`)
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
      if (item !== undefined) return item
      throw notFound('Board item not found', `no item ${board_item_id} on ${board_id}`)
    },
  )
}

/** Clients that want all items say 0. */
const wholeBoard = { limit: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }

function findBoard(world: World, { organization_id }: AgentCaller, id: string): Board {
  const board = world.boards.find(id, organization_id)
  if (board !== undefined) return board
  throw notFound('Board not found', `no board ${id} in ${organization_id}`)
}
