/** Rules and effects that come by another way than a call, which checks its body itself. */
import { checkedBy } from '../http/compilers.ts'
import { NewFault } from './schemas.ts'
import type { NewFault as NewFaultType } from './types.ts'

/** What a rule may be, in one line. */
export const expectedFault =
  '{"match": {"operation": "sendMessage"}, "effect": {"kind": "commit-then-drop"}, "times": 1}: match may name operation, method, path, caller, token, body, or event; after, every, times, probability, seed may be left out'

const check = checkedBy(NewFault, 'fault', expectedFault)

/** @throws {Refusal} 400, for what the schema does not take */
export function checkFault(sent: unknown): asserts sent is NewFaultType {
  check(sent)
}
