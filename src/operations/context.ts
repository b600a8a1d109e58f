/** What this project adds to Fastify's request and to a route's `config`. */
import type { FastifyReply } from 'fastify'
import type { Addresses } from '../http/paths.ts'
import type { RequestEntry } from '../journal/entry.ts'
import type { Worlds } from '../worlds/types.ts'
import type { World } from '../worlds/world.ts'
import type { CallerKind } from './directory/callers.ts'
import type { Operation } from './operation.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The world of requests that name none. */
    readonly world: World
    worlds: Worlds
    /** Writes a line of the log. Credentials are the caller's to leave out. */
    inform: (message: string) => void
    /** Cuts off all sockets of a world. @returns how many */
    dropSockets: (world: string) => Promise<number>
    /** Writes the line of a request whose connection ended instead of an answer. */
    logAnswer: (request: FastifyRequest, reply: FastifyReply) => void
    /** What is emulated, as it was declared. */
    readonly operations: Operation[]
    /** The forms of the declared operations' addresses. Not to be asked before all are declared. */
    readonly operationAddresses: Addresses
    /** @returns the id of the operation that answers an address, in whatever form it is asked */
    operationAt: (method: string, path: string) => string | undefined
    /**
     * What to say of an address or method that nothing answers.
     *
     * @param path without its query, as it was asked
     */
    explainAddress: (method: string, path: string) => string
  }

  interface FastifyRequest {
    /** The world that answers this request, and its name. */
    world: World
    world_name: string
    /** The id of the operation that answers it. */
    operation: string | undefined
    /** Who asks. Typed for an operation's handler by the kinds that it takes: `declareOperation`. */
    caller: unknown
    /** Which of its world's fillings the caller was found in. */
    filling: number
    /** Why the request was refused, for the log line. */
    failureReason: string | undefined
    /** What the caller should know although it is answered, for the log line. */
    note: string | undefined
    /** Who has answered instead of an operation: a stub's id, or an upstream. */
    answeredBy: string | undefined
    /** The fault that it has met, and by which rule. */
    fault: string | undefined
    /** The operation that an address nobody has was nearest to, in words. */
    nearest: string | undefined
    /** Its body as it came, where it is a text. */
    sentText: string | undefined
    /** How many rows it has written, by table. */
    rows: Record<string, number> | undefined
    /** What the journal has of it. */
    entry: RequestEntry | undefined
    /** The number of that entry, which is another one's when it has left. */
    entry_id: number
  }

  interface FastifyContextConfig {
    /** The id of the operation. */
    operation?: string
    /** Who may call. Where it is not there the route takes everybody, and there is no `caller`. */
    callers?: readonly CallerKind[]
    /** Of the mock's own calls: anybody may ask, whatever the page or the host. */
    isOpen?: true
    /** Of the mock's own calls: works on none, so that naming one does not make it. */
    needsNoWorld?: true
    /** Of the mock's own calls: what would be right, for refusals. */
    expected?: string
    /** The message of the operation's documented 400. */
    invalidRequest?: string
    /** The field that this 400 names, where it names one. */
    invalidField?: string
  }
}
