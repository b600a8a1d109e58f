/** Which world a request means: by its address, a header or a cookie. Pure. */
import type { IncomingHttpHeaders } from 'node:http'
import { WorldProblem } from './problem.ts'

const cookie = /(?:^|;) *mock_world=([^;]*)/

/**
 * The name a request gives, not looked at. Address and header are written for one request: they must
 * agree. A cookie goes with all requests of a browser: both go before it. An empty one names none.
 *
 * @param ofAddress what stands before its address
 * @returns `default` where nothing names one
 * @throws {WorldProblem} where two disagree
 */
export function chooseWorld(ofAddress: string | undefined, headers: IncomingHttpHeaders): string {
  const ofHeader = String(headers['x-mock-world'] ?? '').trim()
  if (ofAddress !== undefined) {
    if (ofHeader === '' || ofHeader === ofAddress) return ofAddress
    throw new WorldProblem(
      'invalid',
      `x-mock-world: ${ofHeader} is not the world of the address, ${ofAddress}`,
    )
  }
  if (ofHeader !== '') return ofHeader
  const ofCookie = headers.cookie === undefined ? '' : cookie.exec(headers.cookie)?.[1]?.trim()
  return ofCookie || 'default'
}
