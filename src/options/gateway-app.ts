/**
 * A gateway without a port, as the library shows it. It is a Fastify instance; what is promised of it
 * is here, so that who uses it needs neither Fastify nor its types.
 */
import type { Server } from 'node:http'

export interface GatewayApp {
  /** Asks without a socket. */
  inject: (request: InjectedRequest) => Promise<InjectedAnswer>
  /** Port 0 is any free one. @returns the address */
  listen: (options: { port: number; host?: string }) => Promise<string>
  /** Waits until the search is filled. `inject` and `listen` do so themselves. */
  ready: () => PromiseLike<unknown>
  /** Called for each request that has a valid credential. One that sends an answer ends it there. */
  addHook: (
    name: 'onRequest',
    hook: (request: HookedRequest, reply: HookedReply) => Promise<unknown>,
  ) => unknown
  /** Finishes the requests in flight, then closes the port and the database. */
  close: () => Promise<unknown>
  readonly server: Server
}

export interface InjectedRequest {
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  url: string
  headers?: Record<string, string>
  /** An object is sent as JSON. */
  payload?: string | object
}

export interface InjectedAnswer {
  statusCode: number
  headers: Record<string, string | string[] | number | undefined>
  body: string
  /** The body, read as JSON. */
  json: () => unknown
}

export interface HookedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string | string[] | undefined>
}

export interface HookedReply {
  code: (status: number) => HookedReply
  header: (name: string, value: string) => HookedReply
  send: (body: unknown) => HookedReply
}
