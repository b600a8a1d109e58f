/** Stubs as the library has them. Types that need no package: `schemas.ts` says the same to calls. */

/** An answer for an address that the gateway has and this mock has not. */
export interface NewStub {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/v1/backend/campaigns/{id}`: a name in braces stands for one part, `*` at the end for all the rest. */
  path: string
  /** Default 200. */
  status?: number
  /** Values may have `{{...}}`. */
  headers?: Record<string, string>
  /**
   * JSON, or a text. In its texts `{{path.id}}`, `{{query.q}}`, `{{header.x-user-id}}` and
   * `{{body.name}}` stand for what was sent, `{{now}}` for the world's time; a text that is one of them
   * and nothing else keeps its type. Default: no body.
   */
  body?: unknown
  /** Answers although an operation has this address. Default false. */
  override?: boolean
}

export interface Stub extends NewStub {
  id: string
  /** How many requests it has answered. */
  hits: number
}
