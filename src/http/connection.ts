/** One connection: its requests are answered one after the other, and broken bytes come last. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { rawFailure, UnreadableRequest } from './errors.ts'
import { isClientHello, plainAddress } from './tls.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  answer: Answer
}

export interface Connection {
  /** Answers a request as soon as those before it are answered and their answers taken. */
  ask: (request: IncomingMessage, response: ServerResponse, answer: Answer) => void
  /** Says that the bytes are no request (Node's code), when no answer is owed any more. */
  refuse: (code: string | undefined, bytes?: Buffer) => void
  /** `owing` an answer, `receiving` the body of a request, or `idle`. */
  state: () => 'owing' | 'receiving' | 'idle'
  socket: Socket
}

/**
 * More than so many waiting requests and nothing is read any more. Node's own limit looks at the
 * socket's buffer only, which is empty while hundreds of requests of one packet are begun at once.
 */
const waitingLimit = 16

/** How long a client may take to read the last words: to destroy a socket earlier would take them. */
const lingerMs = 1_000

/** @param warn told when the client takes this for another kind of server */
export function createConnection(socket: Socket, warn: (message: string) => void): Connection {
  const exchanges: Exchange[] = []
  let latest: IncomingMessage | undefined
  let lastWords: string | undefined
  let isHeld = false

  const isFull = () => exchanges.length > waitingLimit

  function ask(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    latest = request
    exchanges.push({ request, response, answer })
    response.on('close', goOn)
    if (exchanges.length === 1) answer(request, response)
    else if (isFull()) hold()
  }

  function goOn(): void {
    exchanges.shift()
    // What the client cannot be told is not begun.
    if (!socket.writable) return
    const [next] = exchanges
    if (next !== undefined) next.answer(next.request, next.response)
    else if (lastWords !== undefined) end(lastWords)
    if (isHeld && !isFull()) {
      isHeld = false
      socket.resume()
    }
  }

  function hold(): void {
    isHeld = true
    socket.pause()
  }

  function refuse(code: string | undefined, bytes?: Buffer): void {
    // Node says it again with every further packet.
    if (lastWords !== undefined || !socket.writable) return
    if (latest === undefined && isClientHello(bytes)) {
      warn(`a client spoke TLS: this is http, use ${plainAddress(socket)}`)
      // Clients of OpenSSL say "wrong version number" to this, which people look for, Go's say why.
      lastWords = rawFailure('TLS')
    } else if (latest === undefined || latest.complete) lastWords = rawFailure(code)
    else lastWords = refuseBody(latest, code)
    if (exchanges.length === 0) end(lastWords)
  }

  /** @returns what is left to be said when the answers before are out */
  function refuseBody(request: IncomingMessage, code: string | undefined): string {
    const exchange = exchanges.at(-1)
    // Answered without its body.
    if (exchange?.request !== request) return ''
    if (exchanges.length > 1) {
      exchanges.pop()
      return rawFailure(code)
    }
    const { response } = exchange
    if (!response.headersSent && request.listenerCount('error') > 0) {
      response.setHeader('connection', 'close')
      // Whoever reads the body answers, so that the request has its log line.
      request.emit('error', new UnreadableRequest(code))
    }
    return ''
  }

  function end(text: string): void {
    // A client that has never sent anything (a browser connects in advance) has nothing to be told.
    if (socket.bytesRead === 0) socket.destroy()
    else {
      socket.end(text)
      setTimeout(() => socket.destroy(), lingerMs).unref()
    }
  }

  // Node reads on when a request ends.
  socket.on('resume', () => {
    if (isHeld) socket.pause()
  })

  return {
    ask,
    refuse,
    state: () => {
      if (exchanges.length === 0) return 'idle'
      const isOwed = ({ request, response }: Exchange) => request.complete || response.headersSent
      return exchanges.some(isOwed) ? 'owing' : 'receiving'
    },
    socket,
  }
}
