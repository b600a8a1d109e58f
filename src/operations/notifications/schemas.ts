/** What a user is told (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'

export const Notification = Type.Object({
  object_name: Type.Literal('notification'),
  id: Type.String(),
  title: Type.String({ description: 'Name of the conversation or team' }),
  content: Type.String(),
  from: Type.String({ description: 'Name of the team or user' }),
  type: Type.Integer({ description: '101, 201 to 204, or 301 to 305' }),
  action_to: Type.Record(Type.String(), Type.String()),
  recipient: Type.String({ description: 'The user who is told' }),
  is_read: Type.Boolean(),
  action_disable: Type.Boolean(),
  channel_type: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
})
export type Notification = Static<typeof Notification>

const tags = ['notifications']
const failures = { 400: Failure, 403: Failure, ...commonFailures }
const Done = Type.Object({ success: Type.Literal(true) })
const idList = (description: string) =>
  Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()], { description }))

export const ListNotifications = {
  operationId: 'listNotifications',
  summary: 'List what the calling user is told, the newest first',
  tags,
  querystring: Type.Object(pageQuery),
  response: {
    200: Type.Object({
      ...ListOf(Notification, NothingNested).properties,
      unread_count: Type.Integer({ minimum: 0 }),
    }),
    ...failures,
  },
}

/** The ids in either name; none: all. */
const NotificationIds = Type.Object({
  notification_id: idList('Ids, as the TypeScript SDK sends them'),
  ids: idList('Ids, as the specification has them'),
})
export type NotificationIds = Static<typeof NotificationIds>

export const ReadNotifications = {
  operationId: 'readNotifications',
  summary: 'Mark notifications as read: those that are named, or all',
  tags,
  body: Type.Unsafe<NotificationIds | null>({ ...NotificationIds, type: ['object', 'null'] }),
  response: { 200: Done, ...failures },
}

export const DismissNotification = {
  operationId: 'dismissNotification',
  summary: 'Take notifications away',
  tags,
  querystring: Type.Object({
    notification_id: Type.Optional(Type.String({ description: 'One id, instead of a body' })),
  }),
  body: ReadNotifications.body,
  response: { 200: Done, ...failures },
}

export const DismissAllNotifications = {
  operationId: 'dismissAllNotifications',
  summary: 'Take all notifications away',
  tags,
  response: { 200: Done, ...failures },
}

/** The specification posts what the SDKs delete. */
export const PostDismissNotification = {
  ...DismissNotification,
  operationId: 'postDismissNotification',
}

/** As `PostDismissNotification`. */
export const PostDismissAllNotifications = {
  ...DismissAllNotifications,
  operationId: 'postDismissAllNotifications',
}
