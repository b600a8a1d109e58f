/** `contract`: whether a gateway answers as this one says that gateways do. */
import { type Clock, systemClock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { StartError } from '../base/start-error.ts'
import { isHttpAddress, isText, taking } from '../options/kinds.ts'
import { createSend } from './calls.ts'
import { createExaminer, type Examiner } from './examiner.ts'
import { commonMistakes, readingMistakes, writingMistakes } from './mistakes.ts'
import { pagesOf, readingAgreements, readingOperations, readingSteps } from './reading.ts'
import { createReference, type Reference } from './reference.ts'
import type { Check, ContractReport } from './types.ts'
import { leftOut, ofTheOrganization, writingAgreements, writingSteps } from './writing.ts'

export interface ContractOptions {
  /** Of a gateway, or of one of its worlds: `http://127.0.0.1:9001`. */
  url: string
  /** An agent's access token or API key. */
  token: string
  /** Whether calls that write are made. What they make stays. Default false. */
  writes?: boolean
  /** Calls a second at most. Default 50. */
  rate?: number
  /** Told what will be done, before it is. */
  tell?: (what: string) => void
  /** The names of all that is made begin with it. Default `contract` and eight digits of chance. */
  word?: string
  clock?: Clock
}

const checks = {
  url: taking('an address with http:// or https://', isHttpAddress),
  token: taking('a token without spaces', (value) => isText(value) && /^[\x21-\x7e]+$/.test(value)),
  writes: taking('true or false', (value) => typeof value === 'boolean'),
  rate: taking('calls a second, 0.1 or more', (value) => typeof value === 'number' && value >= 0.1),
}

/**
 * Asks one call after the other. Where others write meanwhile, what has to agree is asked for again.
 *
 * @throws {StartError} where it cannot run: an option that cannot be used, no gateway at the address, a
 *   token that is refused, or no answer any more
 */
export async function checkContract({
  url: address,
  token,
  writes = false,
  rate = 50,
  tell = () => undefined,
  // Somebody else's run at the same gateway finds only its own.
  word = `contract${randomId('request').slice(0, 8)}`,
  clock = systemClock,
}: ContractOptions): Promise<ContractReport> {
  for (const [name, value] of Object.entries({ url: address, token, writes, rate })) {
    checks[name as keyof typeof checks](name, value)
  }
  const url = address.replace(/\/+$/, '')
  const reference = await createReference()
  try {
    const send = createSend(url, rate)
    const examiner = createExaminer(send, reference, token, new Map([['word', word]]))
    const started_at = clock().toISOString()
    const account = await readAccount(url, examiner)
    for (const line of planOf(url, account, writes, word)) tell(line)
    await examine(examiner, reference, writes)
    return { url, ...account, writes, started_at, ...resultsOf(examiner, writes) }
  } finally {
    await reference.close()
  }
}

type Account = Pick<ContractReport, 'organization_id' | 'user_id'>

/** Asked for first: it tells whether there is a gateway, and whose token it is. */
async function readAccount(url: string, { take, known, checked }: Examiner): Promise<Account> {
  for (const step of readingSteps.slice(0, 1)) await take(step)
  const organization_id = known.get('organization_id')
  const user_id = known.get('user_id')
  if (organization_id !== undefined && user_id !== undefined) return { organization_id, user_id }
  const [difference] = checked.get('getAccount')?.checks[0]?.differences ?? []
  const found = difference?.found ?? 'it tells no id and organization_id'
  throw new StartError(
    `${url} lets this token read no account (${found}): it has to be an agent's, of a gateway`,
  )
}

function planOf(
  url: string,
  { user_id, organization_id }: Account,
  writes: boolean,
  word: string,
): string[] {
  const made = [
    `writes a contact with its conversation and messages, a team, two channels, a category, a template, three files and an item of the first board: they are named ${word} and stay`,
    'changes nothing that was there, and removes nothing',
  ]
  return [
    `${url}: as ${user_id} of ${organization_id}`,
    `reads by ${readingOperations.size} operations, and asks for what they refuse`,
    ...(writes ? made : ['writes nothing: --write checks the operations that write as well']),
  ]
}

async function examine(examiner: Examiner, reference: Reference, writes: boolean): Promise<void> {
  const { take, agree, mistake, known } = examiner
  const { operations } = reference
  for (const step of readingSteps.slice(1)) await take(step)
  for (const agreement of pagesOf(operations)) await agree(agreement)
  for (const agreement of readingAgreements) await agree(agreement)
  for (const one of readingMistakes) await mistake(one)
  if (writes) {
    // What belongs to others is forgotten: nothing of theirs can be changed by what follows.
    for (const name of [...known.keys()]) if (!ofTheOrganization.has(name)) known.delete(name)
    for (const step of writingSteps) await take(step)
    for (const agreement of writingAgreements) await agree(agreement)
    for (const one of writingMistakes) await mistake(one)
  }
  for (const operation of operations.values()) {
    if (!writes && !readingOperations.has(operation.operationId)) continue
    for (const one of commonMistakes(operation)) await mistake(one)
  }
}

function resultsOf({ checked, calls }: Examiner, writes: boolean) {
  const operations = [...checked.values()].map(({ operation, checks }) => {
    const isReading = readingOperations.has(operation)
    const why = leftOut[operation] ?? (writes || isReading ? undefined : 'it writes')
    return { operation, checks, ...(why !== undefined && { left_out: why }) }
  })
  const all = operations.flatMap(({ checks }) => checks)
  const count = (outcome: Check['outcome']) => all.filter((one) => one.outcome === outcome).length
  return {
    calls: calls(),
    same: count('same'),
    different: count('different'),
    skipped: count('skipped'),
    operations,
  }
}
