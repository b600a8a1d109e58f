import type { FastifyPluginAsync } from 'fastify'
import { forbidden, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  DeleteMessageTemplate,
  GetMessageTemplate,
  ListMessageTemplates,
  ListWhatsappTemplates,
  SearchMessageTemplates,
} from './schemas.ts'

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
        const { category = null, lang: language = null } = query
        const page = readPage(query)
        const filter = { ...ofUnit(world, caller, query), category, language }
        const { templates, count } = world.messageTemplates.list(filter, page)
        return listOf(templates, count, page, {})
      },
    )
  }

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
