/** What is emulated: the gateway's operations, and what holds for all of them. */
import type { FastifyInstance } from 'fastify'
import { allowOrigins } from '../http/cors.ts'
import { sendFailure } from '../http/errors.ts'
import { noteUnread } from '../http/unread.ts'
import { readWholeNumbers } from '../http/whole-numbers.ts'
import { accountRoutes } from './account/routes.ts'
import { activityRoutes } from './activities/routes.ts'
import { answerElsewhere } from './answer-elsewhere.ts'
import { boardRoutes } from './boards/routes.ts'
import { requireCallers } from './callers.ts'
import { categoryRoutes } from './categories/routes.ts'
import { channelRoutes } from './channels/routes.ts'
import { channelWriteRoutes } from './channels/routes-of-writes.ts'
import { commentRoutes } from './comments/routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { contactHistoryRoutes } from './contacts/routes-of-history.ts'
import { moreContactRoutes } from './contacts/routes-of-more.ts'
import { conversationRoutes } from './conversations/routes.ts'
import { enterWorlds } from './enter-world.ts'
import { type FaultOptions, raiseFaults } from './faults.ts'
import type { UpstreamOptions } from './forward.ts'
import { gatewayRoutes } from './gateway/routes.ts'
import { journalRequests } from './journaling.ts'
import { messageRoutes } from './messages/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { requireDeclaration } from './operation.ts'
import { organizationRoutes } from './organizations/routes.ts'
import { roomRoutes } from './rooms/routes.ts'
import { roomActionRoutes } from './rooms/routes-of-actions.ts'
import { assignRoutes } from './rooms/routes-of-assigning.ts'
import { searchRoutes } from './search/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { teamRoutes } from './teams/routes.ts'
import { teamWriteRoutes } from './teams/routes-of-writes.ts'
import { templateRoutes } from './templates/routes.ts'
import { type UploadLimits, uploadRoutes } from './uploads/routes.ts'
import { userRoutes } from './users/routes.ts'

/**
 * @param origins whose pages may ask; none: every page may
 * @param uploads how much may be uploaded
 * @param faults what goes wrong in every world
 * @param upstream asked for what is not served
 */
export function emulatedScope(
  origins: readonly string[],
  uploads: UploadLimits,
  faults: FaultOptions,
  upstream: UpstreamOptions | undefined,
) {
  return async (scope: FastifyInstance): Promise<void> => {
    allowOrigins(scope, origins)
    // Behind it: a page may read why its world was refused, and a preflight makes none.
    enterWorlds(scope, { isJournaled: true })
    // Before anybody asks who sends a request: a gateway that is down does not.
    raiseFaults(scope, faults)
    answerElsewhere(scope, upstream)
    requireDeclaration(scope)
    requireCallers(scope)
    noteUnread(scope)
    readWholeNumbers(scope)
    journalRequests(scope)
    scope.setErrorHandler((error, request, reply) => sendFailure(request, reply, error))
    // Of addresses that nobody has: the gateway answers them with its CORS as well.
    scope.setNotFoundHandler((request, reply) => sendFailure(request, reply, undefined))

    // Called, not registered: to load two dozen plugins takes longer than to declare their routes. Those
    // that are registered read bodies in ways of their own.
    const nouns = [
      gatewayRoutes,
      conversationRoutes,
      messageRoutes,
      roomRoutes,
      roomActionRoutes,
      assignRoutes,
      signInRoutes,
      accountRoutes,
      organizationRoutes,
      teamRoutes,
      teamWriteRoutes,
      userRoutes,
      commentRoutes,
      contactRoutes,
      contactHistoryRoutes,
      moreContactRoutes,
      activityRoutes,
      (app: FastifyInstance) => app.register(searchRoutes),
      boardRoutes,
      categoryRoutes,
      channelRoutes,
      channelWriteRoutes,
      notificationRoutes,
      templateRoutes,
      (app: FastifyInstance) => app.register(uploadRoutes, uploads),
    ]
    for (const declareRoutes of nouns) await declareRoutes(scope, {})
  }
}
