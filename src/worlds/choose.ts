/** Which world a request means: by its address, a header or a cookie. Pure. */
import type { IncomingHttpHeaders } from 'node:http'

const cookie = /(?:^|;) *mock_world=([^;]*)/

/**
 * The name a request gives, not looked at. Address and header are written for one request: they must
 * agree. A cookie goes with all requests of a browser: both go before it. An empty one names none.
 *
 * @param ofAddress what stands before its address
 * @returns `default` where nothing names one; what is wrong where two disagree
 */
export function chooseWorld(
  ofAddress: string | undefined,
  headers: IncomingHttpHeaders,
): { name: string } | { problem: string } {
  const ofHeader = String(headers['x-mock-world'] ?? '').trim()
  if (ofAddress !== undefined) {
    return ofHeader === '' || ofHeader === ofAddress
      ? { name: ofAddress }
      : { problem: `x-mock-world: ${ofHeader} is not the world of the address, ${ofAddress}` }
  }
  if (ofHeader !== '') return { name: ofHeader }
  const ofCookie = headers.cookie === undefined ? '' : cookie.exec(headers.cookie)?.[1]?.trim()
  return { name: ofCookie || 'default' }
}
