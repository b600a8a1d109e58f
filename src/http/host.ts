/** Whether a request may have come by a strange name. Pure. */
import { isIP } from 'node:net'

/** Names with a dot that always mean this machine. */
const ownNames = /(?:^|\.)localhost$|^host\.docker\.internal$/

/**
 * A page whose name was made to point at this machine (DNS rebinding) asks with that name as `Host`.
 * Addresses and names without a dot, as containers have them, cannot be such a name.
 *
 * @param host the header; undefined where it was not sent, which no browser does
 * @param allowed names with a dot that are meant all the same, in lower case
 * @returns the strange name, undefined where there is none
 */
export function strangeHost(
  host: string | undefined,
  allowed: readonly string[],
): string | undefined {
  if (host === undefined || host.startsWith('[')) return undefined
  const name = host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
  const isOwn = isIP(name) !== 0 || !name.includes('.') || ownNames.test(name)
  return isOwn || allowed.includes(name) ? undefined : name
}

/**
 * Reads a name as it stands in a `Host` header, without its port.
 *
 * @returns the name, or what would be right in its place
 */
export function readHostName(text: string): { host: string } | { expected: string } {
  const host = text.toLowerCase()
  return /^[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(host)
    ? { host }
    : { expected: 'a host name with a dot and without a port, such as gateway.test' }
}
