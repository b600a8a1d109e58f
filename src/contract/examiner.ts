/** Asks for one thing after the other, and keeps what was found. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from '../operations/operation.ts'
import { type Answer, NoAnswer, type Request, requestOf } from './calls.ts'
import { differencesOf, shown } from './differences.ts'
import { find, UnknownName } from './fill.ts'
import type { Reference } from './reference.ts'
import { differencesOfShape } from './shape.ts'
import type {
  Agreement,
  Call,
  Check,
  CheckedOperation,
  Difference,
  Known,
  Mistake,
  Step,
} from './types.ts'

export interface Examiner {
  /** By operation, every one that there is. */
  checked: Map<string, CheckedOperation>
  known: Known
  calls: () => number
  take: (step: Step) => Promise<void>
  agree: (agreement: Agreement) => Promise<void>
  mistake: (mistake: Mistake) => Promise<void>
}

/** So often is asked whether answers agree, where others may write meanwhile. */
const mostAttempts = 3
const attemptPauseMs = 250
/** A gateway that is gone is not asked any more after so many calls. */
const mostWithoutAnswer = 3

/** @throws {NoAnswer} from its functions, where nobody answers any more, or did not the first time */
export function createExaminer(
  send: (request: Request) => Promise<Answer>,
  reference: Reference,
  token: string,
  known: Known,
): Examiner {
  const { operations } = reference
  const checked = new Map<string, CheckedOperation>()
  for (const operation of operations.keys()) checked.set(operation, { operation, checks: [] })
  let calls = 0
  let withoutAnswer = 0

  function operationOf(name: string): Operation {
    const operation = operations.get(name)
    if (operation === undefined) throw new Error(`${name} is no operation`)
    return operation
  }

  async function ask(call: Call): Promise<Answer> {
    const request = requestOf(operationOf(call.operation), call, token, known)
    calls += 1
    const answer = await send(request)
    withoutAnswer = 0
    return answer
  }

  /** What is not there to be asked for is skipped, and an answer that does not come is a difference. */
  async function check(
    { operation, what = 'answer' }: { operation: string; what?: string },
    look: () => Promise<Omit<Check, 'what' | 'outcome'>>,
  ): Promise<void> {
    const { checks } = checked.get(operation) as CheckedOperation
    try {
      const found = await look()
      const outcome = found.differences.length === 0 ? 'same' : 'different'
      checks.push({ what, outcome, ...found })
    } catch (error) {
      if (error instanceof UnknownName) {
        checks.push({ what, outcome: 'skipped', why: error.message, differences: [] })
        return
      }
      if (!(error instanceof NoAnswer)) throw error
      withoutAnswer += 1
      if (calls === withoutAnswer || withoutAnswer === mostWithoutAnswer) throw error
      const { asked, problem } = error
      const differences = [{ at: 'answer', expected: 'one', found: problem }]
      checks.push({ what, outcome: 'different', asked, differences })
    }
  }

  function differencesOfAnswer(name: string, { status, body }: Answer): Difference[] {
    const operation = operationOf(name)
    const { response } = operation.schema
    const success = successOf(operation)
    if (status !== success) {
      return [{ at: 'status', expected: String(success), found: `${status} ${shown(body)}` }]
    }
    const schema = response[success]
    if (schema === undefined) return []
    if (typeof body === 'string' && schema.type !== 'string') {
      return [{ at: 'body', expected: 'JSON', found: shown(body) }]
    }
    return differencesOfShape(schema, body)
  }

  function learn({ learns = {}, learnsPart = {}, onlyIf = {} }: Step, body: unknown): void {
    const isMeant = ([path, name]: [string, string]) => find(body, path) === known.get(name)
    if (!Object.entries(onlyIf).every(isMeant)) return
    for (const [name, path] of Object.entries(learns)) {
      const value = find(body, path)
      if (value !== undefined) known.set(name, value)
    }
    for (const [name, [path, pattern]] of Object.entries(learnsPart)) {
      const value = pattern.exec(find(body, path) ?? '')?.[1]
      if (value !== undefined) known.set(name, value)
    }
  }

  return {
    checked,
    known,
    calls: () => calls,
    take: (step) =>
      check(step, async () => {
        const answer = await ask(step)
        const { asked, status, body } = answer
        const ofShape = differencesOfAnswer(step.operation, answer)
        if (status < 300) learn(step, body)
        // What has not the shape cannot be compared.
        const differences = ofShape.length > 0 ? ofShape : step.check?.(body as never, known)
        return { asked, status, differences: differences ?? [] }
      }),
    agree: (agreement) =>
      check(agreement, async () => {
        const { within = mostAttempts * attemptPauseMs, compare } = agreement
        const until = performance.now() + within
        for (;;) {
          const answers: Answer[] = []
          const ofShape: Difference[] = []
          for (const call of agreement.calls) {
            const answer = await ask(call)
            answers.push(answer)
            ofShape.push(...differencesOfAnswer(call.operation, answer))
          }
          const bodies = answers.map(({ body }) => body)
          const differences = ofShape.length > 0 ? ofShape : compare(bodies as never, known)
          const asked = answers.map((answer) => answer.asked).join(', ')
          // Time mends numbers, and no shape.
          const isOver = ofShape.length > 0 || performance.now() > until
          if (differences.length === 0 || isOver) return { asked, differences }
          await sleep(attemptPauseMs)
        }
      }),
    mistake: (mistake) =>
      check(mistake, async () => {
        const expected = await reference.refuse(mistake)
        const { status, body, asked } = await ask(mistake)
        const differences = [
          ...differencesOf(expected.status, status, 'status'),
          ...differencesOf(expected.body, body),
        ]
        return { asked, status, differences }
      }),
  }
}

/** The status of an answer when all is well. One that refuses everybody has none. */
function successOf({ schema }: Operation): number {
  return Number(Object.keys(schema.response).find((status) => Number(status) < 300) ?? 200)
}
