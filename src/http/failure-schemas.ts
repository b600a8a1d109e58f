/** The shapes of failure bodies, for response schemas. The bodies themselves are in `errors.ts`. */
import { Type } from '@sinclair/typebox'

/** The services' error body: a code of their registry (gateway facts 2.3) and a sentence. */
export const Failure = Type.Object({
  code: Type.Integer({ description: '40000, 40001, 40003, 40004 or 99999' }),
  message: Type.String(),
})

/** As documented for an unknown team: the older body, which has no code. */
export const CountFailure = Type.Object({
  code: Type.Optional(Type.Integer({ description: '40000; left out when the team is unknown' })),
  message: Type.String(),
})

/** A refusal that signs nobody out has no code. */
export const FailureWithoutCode = Type.Object({
  code: Type.Optional(Type.Integer({ description: '40001; left out where the caller is known' })),
  message: Type.String(),
})

/** The services' body of a field: codes 1 (missing), 3 (format), 4 (there already), 40000, 40004, 40005. */
export const FieldFailure = Type.Object({
  code: Type.Integer({ description: '1, 3, 4, 40000, 40004 or 40005' }),
  field: Type.Optional(Type.String({ description: 'What of the request it is about' })),
  message: Type.String(),
  required: Type.Optional(Type.Boolean()),
})

/** The platform's body of a category that is not there, beside that of the services. */
export const CategoryFailure = Type.Union([
  Type.Object({ message: Type.String(), error_code: Type.String(), code: Type.Integer() }),
  Failure,
])

/** The body of the platform's lists of teams and users, beside that of the services. */
export const PlainFailure = Type.Union([Type.Object({ error: Type.String() }), Failure])

/** What every documented operation can answer besides its own statuses. */
export const commonFailures = { 401: Failure, 413: Failure, 500: Failure }
