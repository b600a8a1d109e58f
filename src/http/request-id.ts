import type { NewId } from '../world/ids.ts'

/** The caller's own `x-request-id` if it has at most 64 characters, else a new one, as the gateway. */
export function requestId(sent: string | string[] | undefined, newId: NewId): string {
  return typeof sent === 'string' && sent !== '' && sent.length <= 64 ? sent : newId('request')
}
