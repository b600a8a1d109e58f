import type { FastifyReply, FastifyRequest } from 'fastify'

/** What work ends with that nobody waits for any more; the log line says so. */
export const hungUp = () => Object.assign(new Error('the caller hung up'), { code: 'ECONNRESET' })

/** So long the first thing that is sent has to come back as undeliverable, in ms. */
const ECHO_MS = 200

/**
 * Aborts, with an `Error`, when the caller of a request waits for its answer no more. To be asked
 * for when the work turns out to be long.
 *
 * A caller who has said all and one who is gone end the connection in the same way: the one who is
 * gone shows when something is sent twice. So `102 Processing` is, which clients of HTTP/1.1 pass
 * over.
 */
export function watchCaller({ raw: request }: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  const { raw: response } = reply
  const { socket } = request

  let second: NodeJS.Timeout | undefined

  function close(): void {
    socket.off('end', probe)
    clearTimeout(second)
    controller.abort(hungUp())
  }

  function send(): void {
    if (!response.headersSent && request.httpVersionMinor > 0) response.writeProcessing()
  }

  function probe(): void {
    send()
    second = setTimeout(send, ECHO_MS).unref()
  }

  if (response.destroyed) close()
  else {
    response.once('close', close)
    if (socket.readableEnded) probe()
    else socket.once('end', probe)
  }
  return controller.signal
}
