/** The shapes of failure bodies, for response schemas. The bodies themselves are in `errors.ts`. */
import { Type } from '@sinclair/typebox'

/** The services' error body: a code of their registry (gateway facts 2.3) and a sentence. */
export const Failure = Type.Object({
  code: Type.Integer({ description: '40000, 40001, 40003, 40004 or 99999' }),
  message: Type.String(),
})

/** The older body without a code, as documented for an unknown team and for unknown addresses. */
export const MessageOnlyFailure = Type.Object({ message: Type.String() })

/** What every documented operation can answer besides its own statuses. */
export const commonFailures = { 401: Failure, 413: Failure, 500: Failure }
