import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { forbidden, invalidRequest, noPermission, notFound } from '../../http/errors.ts'
import { addNote } from '../../http/explain.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  CreateMessageTemplate,
  DeleteMessageTemplate,
  GetMessageTemplate,
  ListMessageTemplates,
  ListWhatsappTemplates,
  SearchMessageTemplates,
  UpdateMessageTemplate,
  type WrittenTemplate,
} from './schemas.ts'
import { type TemplateChange, type TemplateOrder, templateOrders } from './store.ts'

interface UnitQuery {
  business_unit_id?: string
  type?: string
  q?: string
}

/** What agents choose their messages from. */
export const templateRoutes: FastifyPluginAsync = async (app) => {
  for (const [url, schema] of [
    ['/v1/backend/message_templates', ListMessageTemplates],
    ['/v1/backend/message_templates/_search', SearchMessageTemplates],
  ] as const) {
    declareOperation(
      app,
      { method: 'GET', url, callers: agents, schema },
      async ({ world, caller, query }) => {
        const { category = null, lang: language = null, sort } = query
        const page = readPage(query)
        const filter = { ...ofUnit(world, caller, query), category, language }
        const { templates, count } = world.messageTemplates.list(filter, orderOf(sort), page)
        return listOf(templates, count, page, {})
      },
    )
  }

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/message_templates',
      callers: agents,
      schema: CreateMessageTemplate,
    },
    async (request, reply) => {
      const { world, caller, body } = request
      const { organization_id } = caller
      const { title, text, ...more } = readTemplate(request, reply, organization_id, body)
      if (title === undefined) throw invalidRequest('Invalid request', 'body.title is missing')
      if (text === undefined) throw invalidRequest('Invalid request', 'body.text is missing')
      const named = body.business_unit_id && { business_unit_id: body.business_unit_id }
      const unit =
        ofUnit(world, caller, named || {}).business_unit_id ??
        world.teams.firstUnitOf(organization_id)
      if (unit === undefined) throw noPermission(`${organization_id} has no business unit`)
      const place = { organization_id, business_unit_id: unit }
      return world.messageTemplates.create(place, { title, text, ...more })
    },
  )

  const ofTemplate = { callers: agents, url: '/v1/backend/message_templates/:template_id' }
  declareOperation(
    app,
    { ...ofTemplate, method: 'GET', schema: GetMessageTemplate },
    async ({ world, caller: { organization_id }, params: { template_id } }) => {
      const template = world.messageTemplates.find(template_id, organization_id)
      if (!template) throw noTemplate(template_id, organization_id)
      return template
    },
  )

  declareOperation(
    app,
    { ...ofTemplate, method: 'PUT', schema: UpdateMessageTemplate },
    async (request, reply) => {
      const { world, caller, params, body } = request
      const { organization_id } = caller
      const change = readTemplate(request, reply, organization_id, body)
      const template = world.messageTemplates.update(params.template_id, organization_id, change)
      if (!template) throw noTemplate(params.template_id, organization_id)
      return template
    },
  )

  declareOperation(
    app,
    { ...ofTemplate, method: 'DELETE', schema: DeleteMessageTemplate },
    async ({ world, caller: { organization_id }, params: { template_id } }) => {
      const removed = world.messageTemplates.remove(template_id, organization_id)
      if (!removed) throw noTemplate(template_id, organization_id)
      return { success: true as const }
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/whatsapp_templates',
      callers: agents,
      schema: ListWhatsappTemplates,
    },
    async ({ world, caller, query }) => {
      const { channel_id = null } = query
      const page = readPage(query)
      if (channel_id && !world.directory.findChannel(channel_id, caller.organization_id)) {
        throw notFound('Channel not found', `no channel ${channel_id} in ${caller.organization_id}`)
      }
      const filter = { ...ofUnit(world, caller, query), channel_id: channel_id || null }
      const { templates, count } = world.messageTemplates.listOnWhatsapp(filter, page)
      return listOf(templates, count, page, {})
    },
  )
}

/** What nobody knows is no order: clients send the word `undefined`. */
function orderOf(sort: string | undefined): TemplateOrder {
  return templateOrders.find((order) => order === sort) ?? '-created_at'
}

/** Guessed: a category that the organization has not is none, and the answer says so. */
function readTemplate(
  request: FastifyRequest,
  reply: FastifyReply,
  organizationId: string,
  written: WrittenTemplate,
): TemplateChange {
  const { title = written.name, text = written.body, category } = written
  const { template_language = written.language } = written
  const found =
    category &&
    request.world.categories
      .list(organizationId)
      .find(({ id, name }) => id === category || name.toLowerCase() === category.toLowerCase())
  if (category && !found) {
    addNote(request, reply, `body.category: no category ${category}, so the template is in none`)
  }
  return {
    ...(title !== undefined && { title }),
    ...(text !== undefined && { text }),
    ...(template_language !== undefined && { template_language }),
    ...(category !== undefined && { category_id: found ? found.id : null }),
  }
}

/** The words are guessed: no source has them. */
function noTemplate(id: string, organizationId: string): Error {
  return notFound('Message template not found', `no message template ${id} in ${organizationId}`)
}

/** A business unit is named by itself, or as `q`. */
function ofUnit(
  world: World,
  { organization_id }: AgentCaller,
  { business_unit_id, type, q = '' }: UnitQuery,
) {
  const isUnit = type === 'business_unit_id'
  const unit = business_unit_id || (isUnit && q) || null
  if (unit !== null && !world.directory.hasBusinessUnit(unit, organization_id)) {
    throw forbidden(
      'Invalid business Unit ID, or no permission',
      `no business unit ${unit} in ${organization_id}`,
    )
  }
  return { organization_id, business_unit_id: unit, search: isUnit ? '' : q }
}
