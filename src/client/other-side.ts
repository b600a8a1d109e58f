/** The other side of a world's conversations, by its calls. */
import type { OtherSide } from '../worlds/gateway-worlds.ts'
import { type Ask, json } from './call.ts'

/** So long a scenario waits at most, in milliseconds, all its steps together. */
const longestScenario = 240_000

export function otherSideOf(ask: Ask): OtherSide {
  const post = (what: string, body: unknown, waits?: number) =>
    json<never>(ask({ method: 'POST', path: `/_mock/${what}`, body, waits }))
  return {
    inbound: (message) => post('inbound', message),
    outbound: (message) => post('outbound', message),
    mintToken: (token) => post('tokens', token),
    makeConversations: (conversations) => post('conversations', conversations),
    play: (scenario) => post('scenarios', scenario, longestScenario),
  }
}
