/** The address under which a client finds what it has uploaded. */
import type { FastifyRequest } from 'fastify'

/** A host with its port, or an address in brackets. Anything else would be no part of an address. */
const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The gateway's origin as the client addressed it, also behind a proxy, and the prefix of a world that
 * is not the default one: whoever opens the file sends neither header nor credential.
 *
 * @param path from the root
 */
export function findAddress(request: FastifyRequest, path: string): string {
  const { headers, raw, world_name } = request
  const said = first(headers['x-forwarded-proto'])?.toLowerCase()
  const protocol = said === 'http' || said === 'https' ? said : request.protocol
  const asked = [first(headers['x-forwarded-host']), headers.host].find(
    (name) => name !== undefined && host.test(name),
  )
  // HTTP/1.0 knows no Host.
  const origin = asked ?? `localhost:${raw.socket.localPort ?? 80}`
  const prefix = world_name === 'default' ? '' : `/_world/${world_name}`
  return `${protocol}://${origin}${prefix}${path}`
}

/** Each proxy appends its own: the client's is the first. */
function first(header: string | string[] | undefined): string | undefined {
  const [value] = [header].flat()
  return value?.split(',')[0]?.trim() || undefined
}
