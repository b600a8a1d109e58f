/** Activities: what a conversation was about, as the gateway sums it up (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ItemsOf, pageQuery } from '../lists.ts'

const Activity = Type.Object({
  _id: Type.String(),
  doc_name: Type.Literal('conversation_activity'),
  public_id: Type.String({ description: 'The id again' }),
  conversation_id: Type.String(),
  organization_id: Type.String(),
  user: Type.Union([Type.String(), Type.Null()], { description: 'The id of who it is of' }),
  summary: Type.String(),
  sentiment: Type.String({ examples: ['positive'] }),
  importance: Type.String({ examples: ['medium'] }),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Activity = Static<typeof Activity>

export const ListActivities = {
  operationId: 'listActivities',
  summary: 'List the activities of a conversation, newest first',
  tags: ['conversations'],
  params: Type.Object({
    conversation_id: Type.String({
      description:
        'A client’s slip is understood: the dates of the query may follow it, after an &',
    }),
  }),
  querystring: Type.Object({
    start_date: Type.Optional(
      Type.String({ description: 'Not before: an ISO time or day', examples: ['2022-03-31'] }),
    ),
    end_date: Type.Optional(
      Type.String({
        description: 'Not after: an ISO time, or a day to its end',
        examples: ['2022-03-31'],
      }),
    ),
    ...pageQuery,
  }),
  response: { 200: ItemsOf(Activity), 400: Failure, 403: Failure, 404: Failure, ...commonFailures },
}
