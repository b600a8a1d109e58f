import { didYouMean } from '../base/nearest-name.ts'
import { Refusal } from '../base/refusal.ts'

/**
 * @param operation as a rule names it, or none
 * @param known the ids of all that are served
 * @throws {Refusal} 400
 */
export function checkOperation(operation: string | undefined, known: readonly string[]): void {
  if (operation === undefined || known.includes(operation)) return
  throw new Refusal(
    400,
    `match.operation: no operation ${operation.slice(0, 80)}`,
    `${didYouMean(operation, known)}one of ${known.join(', ')}`,
  )
}
