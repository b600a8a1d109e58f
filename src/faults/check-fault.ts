/** Rules and effects that come by another way than a call, which checks its body itself. */
import { strictValidators } from '../http/compilers.ts'
import { validationReason } from '../http/validation-reason.ts'
import { FaultProblem } from './problem.ts'
import { NewFault } from './schemas.ts'
import type { NewFault as NewFaultType } from './types.ts'

/** What a rule may be, in one line. */
export const expectedFault =
  '{"match": {"operation": "sendMessage"}, "effect": {"kind": "commit-then-drop"}, "times": 1}: match may name operation, method, path, caller, token, body; after, every, times, probability, seed may be left out'

let validate: ReturnType<typeof strictValidators> | undefined

/** @throws {FaultProblem} `invalid`, for what the schema does not take */
export function checkFault(sent: unknown): asserts sent is NewFaultType {
  validate ??= strictValidators({ schema: NewFault, method: 'POST', url: '/', httpPart: 'body' })
  const isValid = validate(sent)
  if (isValid === true) return
  const [first] = (validate as { errors?: Parameters<typeof validationReason>[0][] }).errors ?? []
  const reason = first === undefined ? 'not a rule' : validationReason(first, 'fault')
  throw new FaultProblem('invalid', reason, expectedFault)
}
