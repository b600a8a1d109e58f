/** Comments: what agents say to each other about a message (neighbours 12.3). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'

/** What a team puts on comments. */
export const Label = Type.Object({
  _id: Type.String(),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  team_id: Type.String(),
  name: Type.String(),
  color: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Label = Static<typeof Label>

export const Comment = Type.Object({
  _id: Type.String(),
  content: Type.String(),
  channel_type: Type.String(),
  labels: Type.Array(Label),
  from: Type.Object({ _id: Type.String(), display_name: Type.String() }),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Comment = Static<typeof Comment>

/** Guessed: the platform's own limit is not known. */
const longestComment = 10_000

const text = { pattern: '\\S', maxLength: longestComment }
const labels = Type.Optional(
  Type.Array(Type.String(), { maxItems: 100, description: 'Ids of team labels' }),
)

/** The inboxes send `content`, the SDKs `text`: the one that is there counts, `content` before `text`. */
const CommentBody = Type.Object({
  content: Type.Optional(Type.String({ ...text, description: 'What is said' })),
  text: Type.Optional(Type.String({ ...text, description: 'The same, as the SDKs name it' })),
  labels,
})
export type CommentBody = Static<typeof CommentBody>

const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }

export const AddMessageComment = {
  operationId: 'addMessageComment',
  summary: 'Say something to other agents about a message',
  tags: ['messages'],
  params: Type.Object({ conversation_id: Type.String(), message_id: Type.String() }),
  body: CommentBody,
  response: { 200: Comment, ...failures },
}

const commentParams = Type.Object({ conversation_id: Type.String(), comment_id: Type.String() })

export const UpdateMessageComment = {
  operationId: 'updateMessageComment',
  summary: 'Change what a comment says, or its labels',
  tags: ['messages'],
  params: commentParams,
  body: CommentBody,
  response: { 200: Comment, ...failures },
}

export const DeleteMessageComment = {
  operationId: 'deleteMessageComment',
  summary: 'Delete a comment',
  tags: ['messages'],
  params: commentParams,
  // An older inbox draws its card again on exactly this status.
  response: { 201: Type.Object({}), ...failures },
}
