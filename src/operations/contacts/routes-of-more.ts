import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notFound } from '../../http/errors.ts'
import { agents } from '../directory/callers.ts'
import { readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { toCsv } from './csv.ts'
import { findContact } from './find-contact.ts'
import {
  DeleteContact,
  ExportContacts,
  GetContactByBoardItem,
  SearchContactsByBody,
} from './operations.ts'
import { AddContactComment, DeleteContactComment } from './operations-of-history.ts'
import { listContacts, orderOf } from './routes.ts'

const url = '/v1/backend/contacts'

/** So many rows a file has at most. */
const mostExported = 100_000

/** What few clients ask of contacts. */
export const moreContactRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'POST', url: `${url}/_search`, callers: agents, schema: SearchContactsByBody },
    async ({ world, caller, body }) => {
      const { q = body.query, sort, limit, skip = body.offset } = body
      const text = (value: number | undefined) => value?.toString()
      return listContacts(world, caller, { q, sort, limit: text(limit), skip: text(skip) })
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: `${url}/_export_csv`, callers: agents, schema: ExportContacts },
    async ({ world, caller, query }, reply) => {
      const page = readPage(query, { limit: mostExported, most: mostExported })
      const { contacts } = world.contacts.list(
        caller.organization_id,
        '',
        orderOf(query.sort),
        page,
      )
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="contacts.csv"')
        .send(toCsv(contacts))
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: `${url}/by-board-item/:board_item_id`,
      callers: agents,
      schema: GetContactByBoardItem,
    },
    async ({ world, caller: { organization_id }, params: { board_item_id } }) => {
      const contact = world.boards.findContactOfItem(board_item_id, organization_id)
      if (contact !== undefined) return contact
      throw notFound('Contact not found', `no contact of an item ${board_item_id}`)
    },
  )

  declareOperation(
    app,
    { method: 'DELETE', url: `${url}/:contact_id`, callers: agents, schema: DeleteContact },
    async ({ world, caller, params }) => {
      const { id } = findContact(world, caller, params.contact_id)
      world.removeContact(id, caller.user_id)
      return { success: true as const }
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${url}/:contact_id/comments`,
      callers: agents,
      schema: AddContactComment,
    },
    async ({ world, caller, params, body }) => {
      const { id } = findContact(world, caller, params.contact_id)
      const { user_id } = caller
      const comment = world.contactHistory.addComment(id, user_id, body.content)
      if (comment !== undefined) return comment
      // Notes are those of messages here (guessed).
      throw invalidRequest('Invalid request', `contact ${id} has no message to comment on`)
    },
  )

  declareOperation(
    app,
    {
      method: 'DELETE',
      url: `${url}/:contact_id/comment/:comment_id`,
      callers: agents,
      schema: DeleteContactComment,
    },
    async ({ world, caller, params: { contact_id, comment_id } }) => {
      const { id } = findContact(world, caller, contact_id)
      if (world.contactHistory.removeComment(id, comment_id)) {
        return { success: true as const }
      }
      throw notFound('Comment not found', `no comment ${comment_id} about ${id}`)
    },
  )
}
