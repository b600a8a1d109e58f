import type { FastifyPluginAsync } from 'fastify'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { findContact, unknownContact } from './find-contact.ts'
import { findAgent, findChannel, readKnown } from './find-or-create.ts'
import {
  type ContactOrder,
  CreateContact,
  contactOrders,
  GetContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
  type UpdateContactBody,
} from './operations.ts'
import type { Known } from './store.ts'

const invalidRequest = 'Invalid request'

/** Contacts themselves. v2 of each address is the same: the clients ask for one contact by either. */
export const contactRoutes: FastifyPluginAsync = async (app) => {
  const url = '/v1/backend/contacts'

  declareOperation(
    app,
    { method: 'POST', url, callers: 'anybody', invalidRequest, schema: CreateContact },
    async (request) => {
      const { world, body } = request
      const agent = findAgent(request)
      const channel = findChannel(world, agent, body, invalidRequest)
      const { contact, access_token } = world.contacts.create(
        channel,
        readKnown(body, channel),
        agent !== undefined,
      )
      return { ...contact, org_id: contact.organization_id, access_token }
    },
  )

  declareOperation(
    app,
    { method: 'GET', url, callers: agents, schema: ListContacts },
    async ({ world, caller, query }) =>
      listContacts(world, caller, { ...query, skip: query.skip ?? query.offset }),
  )

  declareOperation(
    app,
    { method: 'GET', url: `${url}/_search`, callers: agents, schema: SearchContacts },
    async ({ world, caller, query }) => listContacts(world, caller, query),
  )

  declareOperation(
    app,
    { method: 'GET', url: `${url}/:contact_id`, callers: agents, schema: GetContact },
    async ({ world, caller, params }) => findContact(world, caller, params.contact_id),
  )

  declareOperation(
    app,
    { method: 'PUT', url: `${url}/:contact_id`, callers: agents, schema: UpdateContact },
    async ({ world, caller, params, body }) =>
      world.contacts.update(params.contact_id, caller.organization_id, readNews(body)) ??
      unknownContact(params.contact_id),
  )
}

export function listContacts(
  world: World,
  { organization_id }: AgentCaller,
  query: {
    q?: string | undefined
    sort?: string | undefined
    limit?: string | undefined
    skip?: string | undefined
  },
) {
  const { q = '', sort, limit, skip } = query
  const page = readPage({ ...(limit && { limit }), ...(skip && { skip }) })
  const { contacts, count } = world.contacts.list(organization_id, q.trim(), orderOf(sort), page)
  return listOf(contacts, count, page, {})
}

/** A client sends the word `undefined` for no order; what nobody knows is none either (guessed). */
export function orderOf(sort: string | undefined): ContactOrder {
  return contactOrders.find((order) => order === sort) ?? '-created_at'
}

function readNews({ name, phone, labels, ...rest }: UpdateContactBody): Known {
  return {
    ...(name !== undefined && { display_name: name }),
    ...(phone !== undefined && { phone_number: phone }),
    ...(labels && { labels: JSON.stringify(labels) }),
    ...rest,
  }
}
