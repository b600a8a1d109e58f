import type { FastifyPluginAsync } from 'fastify'
import { notFound } from '../../http/errors.ts'
import { agents } from '../directory/callers.ts'
import { countsOf, listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { findContact } from './find-contact.ts'
import {
  GetContactComment,
  ListContactComments,
  ListContactConversations,
  ListContactFiles,
} from './operations-of-history.ts'

/** What there has been with a contact. */
export const contactHistoryRoutes: FastifyPluginAsync = async (app) => {
  const url = '/v1/backend/contacts/:contact_id'
  const getting = { method: 'GET', callers: agents } as const

  declareOperation(
    app,
    { ...getting, url: `${url}/conversations`, schema: ListContactConversations },
    async ({ world, caller, params, query }) => {
      const page = readPage(query)
      const { id } = findContact(world, caller, params.contact_id)
      const types = typesOf(query.channel_types)
      const found = world.contactHistory.conversations(id, types, caller.user_id, page)
      return listOf(found.rows, found.count, page, {})
    },
  )

  // One operation under two addresses: a generated client has the second.
  for (const [resource, operationId] of [
    ['contact', 'listContactFiles'],
    ['contacts', 'listFilesOfContact'],
  ] as const) {
    declareOperation(
      app,
      {
        ...getting,
        url: `/v1/backend/${resource}/:contact_id/files`,
        schema: { ...ListContactFiles, operationId },
      },
      async ({ world, caller, params, query }) => {
        // Guessed: the clients name no limit and turn no pages, so that a page is as long as it may be.
        const page = readPage(query, { limit: 100 })
        const { id } = findContact(world, caller, params.contact_id)
        const { rows, count } = world.contactHistory.files(id, page)
        return listOf(rows, count, page, {})
      },
    )
  }

  // The older clients' address and today's.
  for (const [resource, operationId] of [
    ['comments', 'listContactComments'],
    ['message_comments', 'listContactMessageComments'],
  ] as const) {
    declareOperation(
      app,
      { ...getting, url: `${url}/${resource}`, schema: { ...ListContactComments, operationId } },
      async ({ world, caller, params, query }) => {
        const page = readPage(query)
        const { id } = findContact(world, caller, params.contact_id)
        const types = typesOf(query.channel_types)
        const { rows, count } = world.contactHistory.comments(id, types, caller.user_id, page)
        return { items: rows, ...countsOf(rows, count, page) }
      },
    )
  }

  declareOperation(
    app,
    { ...getting, url: `${url}/comment/:comment_id`, schema: GetContactComment },
    async ({ world, caller, params }) => {
      const { id } = findContact(world, caller, params.contact_id)
      const comment = world.contactHistory.comment(id, params.comment_id, caller.user_id)
      if (comment === undefined) {
        throw notFound('Comment not found', `no comment ${params.comment_id} about ${id}`)
      }
      return { data: [comment] }
    },
  )
}

/** Types that nobody has heard of have no conversations. An empty one is none. */
function typesOf(sent: string | string[] | undefined): string[] {
  return [sent ?? []].flat().filter((type) => type !== '')
}
