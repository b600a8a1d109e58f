/** The door for the library: the same as `/_mock`, with bodies that nobody has looked at yet. */
import type { TSchema } from '@sinclair/typebox'
import { checkBody } from './check.ts'
import { makeConversations } from './conversations.ts'
import { expected } from './expected.ts'
import { inbound } from './inbound.ts'
import { outbound } from './outbound.ts'
import { play, type Stage } from './play.ts'
import { Scenario } from './scenario-schema.ts'
import { Inbound, NewConversations, NewToken, Outbound } from './schemas.ts'
import type { Stores } from './stores.ts'
import { mintToken } from './tokens.ts'
import type * as Types from './types.ts'

const looked =
  <Body, Result>(schema: TSchema, example: string, call: (stores: Stores, body: Body) => Result) =>
  (stores: Stores, body: Body): Result => {
    checkBody(schema, body, example)
    return call(stores, body)
  }

/** All throw a {@link Refusal} for what their schema does not take, or what cannot be done. */
export const otherSide = {
  inbound: looked<Types.Inbound, Types.Exchange>(Inbound, expected.inbound, inbound),
  outbound: looked<Types.Outbound, Types.Exchange>(Outbound, expected.outbound, outbound),
  token: looked<Types.NewToken, Types.MintedToken>(NewToken, expected.token, mintToken),
  conversations: looked<Types.NewConversations, Types.MadeConversations>(
    NewConversations,
    expected.conversations,
    makeConversations,
  ),
  async play(stage: Stage, scenario: Types.Scenario): Promise<Types.Played> {
    checkBody(Scenario, scenario, expected.scenario)
    return play(stage, scenario)
  },
}
