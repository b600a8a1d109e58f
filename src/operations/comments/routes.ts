import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { findConversation } from '../conversations/find-conversation.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { findMessage } from '../messages/find-message.ts'
import { declareOperation } from '../operation.ts'
import {
  AddMessageComment,
  type CommentBody,
  DeleteMessageComment,
  UpdateMessageComment,
} from './schemas.ts'

const invalid = 'Invalid request'

/** Comments of messages: what agents see and contacts never do. */
export const commentRoutes: FastifyPluginAsync = async (app) => {
  const ofConversation = '/v1/backend/conversations/:conversation_id'
  const ofComment = { callers: agents, url: `${ofConversation}/comments/:comment_id` }

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${ofConversation}/conversation_messages/:message_id/comments`,
      callers: agents,
      schema: AddMessageComment,
    },
    async ({ world, caller, params, body }) => {
      const { conversation, message } = findMessage(world, caller, params)
      const { content, labels = [] } = readBody(world, caller, body)
      if (content === undefined) throw invalidRequest(invalid, 'body.content is missing')
      return world.comments.add(conversation, message.id, caller.user_id, content, labels)
    },
  )

  declareOperation(
    app,
    { ...ofComment, method: 'PUT', schema: UpdateMessageComment },
    async ({ world, caller, params, body }) => {
      const conversation = findConversation(world, caller, [params.conversation_id], invalid)
      const { content, labels } = readBody(world, caller, body)
      const change = {
        ...(content !== undefined && { content }),
        ...(labels && { label_ids: labels }),
      }
      const comment = world.comments.update(conversation, params.comment_id, change)
      if (comment === undefined) throw unknownComment(params.comment_id)
      return comment
    },
  )

  declareOperation(
    app,
    { ...ofComment, method: 'DELETE', schema: DeleteMessageComment },
    async ({ world, caller, params }, reply) => {
      const conversation = findConversation(world, caller, [params.conversation_id], invalid)
      if (!world.comments.remove(conversation, params.comment_id)) {
        throw unknownComment(params.comment_id)
      }
      return reply.code(201).send({})
    },
  )
}

/** @throws {ApiError} 400 for a label that is not the organization's */
function readBody(world: World, { organization_id }: AgentCaller, body: CommentBody) {
  const { content = body.text, labels } = body
  const unknown = labels && world.comments.unknownLabel(labels, organization_id)
  if (unknown !== undefined) {
    throw invalidRequest(invalid, `body.labels: no label ${unknown} of the organization`)
  }
  return { content, labels }
}

const unknownComment = (id: string) =>
  notFound('Comment not found', `no comment ${id} in this conversation`)
