import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { addNote } from '../../http/explain.ts'
import { agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  DismissAllNotifications,
  DismissNotification,
  ListNotifications,
  type NotificationIds,
  PostDismissAllNotifications,
  PostDismissNotification,
  ReadNotifications,
} from './schemas.ts'

/** What a user is told: nobody else sees or changes it. */
export const notificationRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/notifications', callers: agents, schema: ListNotifications },
    async ({ world, caller, query }) => {
      const page = readPage(query)
      const { notifications, count, unread_count } = world.notifications.list(caller, page)
      return { ...listOf(notifications, count, page, {}), unread_count }
    },
  )

  declareOperation(
    app,
    {
      method: 'PUT',
      url: '/v1/backend/notifications/read',
      callers: agents,
      schema: ReadNotifications,
    },
    async (request, reply) => {
      const { world, caller, body } = request
      const ids = idsIn(body)
      noteUnknown(request, reply, ids, world.notifications.markRead(caller, ids))
      return { success: true as const }
    },
  )

  for (const [method, schema] of [
    ['DELETE', DismissAllNotifications],
    ['POST', PostDismissAllNotifications],
  ] as const) {
    const url = '/v1/backend/notifications/dismiss/all'
    declareOperation(app, { method, url, callers: agents, schema }, async ({ world, caller }) => {
      world.notifications.dismiss(caller, undefined)
      return { success: true as const }
    })
  }

  for (const [method, schema] of [
    ['DELETE', DismissNotification],
    ['POST', PostDismissNotification],
  ] as const) {
    declareOperation(
      app,
      { method, url: '/v1/backend/notifications/dismiss', callers: agents, schema },
      async (request, reply) => {
        const { world, caller, body, query } = request
        const named = [idsIn(body) ?? [], idsIn(query) ?? []].flat()
        const ids = idsIn(body) === undefined && idsIn(query) === undefined ? undefined : named
        // To take all away by a slip would lose data: that has an address of its own.
        if (ids === undefined) {
          addNote(request, reply, 'notification_id is missing: say which, or ask dismiss/all')
          return { success: true as const }
        }
        noteUnknown(request, reply, ids, world.notifications.dismiss(caller, ids))
        return { success: true as const }
      },
    )
  }
}

/** What was dismissed before is no failure: clients do it twice (guessed). */
function noteUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  ids: string[] | undefined,
  found: number,
): void {
  const unknown = new Set(ids).size - found
  if (ids === undefined || unknown <= 0) return
  const which = `${unknown} of ${found + unknown}`
  addNote(request, reply, `notification_id is not read: the caller has not ${which}`)
}

/** @returns undefined where none is named */
function idsIn(sent: NotificationIds | null): string[] | undefined {
  const { notification_id, ids } = sent ?? {}
  if (notification_id === undefined && ids === undefined) return undefined
  return [notification_id ?? [], ids ?? []].flat()
}
