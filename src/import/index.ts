/** `import`: makes a fixture of an organization that a gateway has, by reading calls only. */
import { createHash, createHmac } from 'node:crypto'
import { stableHex, uuidOf } from '../base/stable-id.ts'
import { StartError } from '../base/start-error.ts'
import { createCalls, RefusedError, type Row } from './calls.ts'
import { anonymized, withoutCredentials, withoutTellingIds } from './clean.ts'
import { idOf } from './fields.ts'
import { checkEmpty, finishFolder, openAnswers, openFolder, writeFixture } from './folder.ts'
import { type Organization, readOrganization } from './read-organization.ts'
import { createStandIns, type StandIns } from './stand-ins.ts'

export interface ImportOptions {
  url: string
  token: string
  /** A folder that is new, empty, or was begun with the same. */
  out: string
  anonymize: boolean
  /** Calls a second. */
  rate: number
}

export interface Imported {
  /** Of the user who has imported it: the fixture's only credential beside ids. */
  token: string
  calls: number
  rows: number
}

/**
 * @param tell told how far it has come
 * @throws {StartError} where the address, the token or the folder cannot be used: nothing has changed
 * @throws {UnfinishedError} where it broke off: the same call goes on
 */
export async function importFixture(
  { url: address, token, out, anonymize, rate }: ImportOptions,
  tell: (what: string) => void,
): Promise<Imported> {
  checkEmpty(out)
  const url = address.replace(/\/+$/, '')
  const account = await readAccount(url, token)
  const { organization_id, user_id } = account
  // Stand-ins grow from the token: who has the fixture alone cannot try what they stand for.
  const secret = createHash('sha256').update(`${token} ${organization_id}`).digest('hex')
  const standIns = anonymize ? createStandIns(secret) : undefined
  const key = anonymize ? createHmac('sha256', secret).update('key').digest('hex') : ''
  const seed = anonymize ? secret : organization_id
  const ownToken = `acc_${uuidOf(stableHex(`${seed} ${user_id}`))}`
  const subject = { url, organization_id, anonymize, key }
  if (openFolder(out, subject)) {
    finishFolder(out)
    return { token: ownToken, calls: 0, rows: 0 }
  }
  const answers = openAnswers(out)
  try {
    if (answers.kept > 0) tell(`goes on after ${answers.kept} answers`)
    const clean = (answer: unknown) => {
      const harmless = withoutCredentials(answer)
      return standIns === undefined ? harmless : anonymized(harmless, standIns)
    }
    const calls = createCalls({ url, token, rate, clean, answers })
    const found = await readOrganization(calls, organization_id, user_id, tell)
    found.world.tokens.push({ kind: 'user', token: ownToken, user_id, organization_id })
    const { world, documents } = standIns === undefined ? found : withMappedIds(found, standIns)
    writeFixture(out, world, documents)
    finishFolder(out)
    const lists = Object.values(world) as unknown[][]
    const rows = lists.reduce((sum, list) => sum + list.length, 0)
    return { token: ownToken, calls: calls.asked(), rows }
  } finally {
    answers.close()
  }
}

async function readAccount(url: string, token: string) {
  const { get } = createCalls({ url, token, rate: 1_000, clean: (answer) => answer })
  let account: Row
  try {
    account = await get('/v1/backend/account')
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    throw new StartError(
      `${url} lets this token read no account (${error.message}): it has to be an agent's, of a gateway`,
    )
  }
  const { id, organization_id } = account
  if (typeof id === 'string' && typeof organization_id === 'string') {
    return { user_id: id, organization_id }
  }
  throw new StartError(`${url} is no gateway: its account has no id and organization_id`)
}

function withMappedIds({ world, documents }: Organization, standIns: StandIns): Organization {
  const ids = new Set<string>()
  for (const rows of Object.values(world) as unknown as Row[][])
    for (const row of rows) ids.add(idOf(row))
  for (const board of world.boards) for (const field of board.fields) ids.add(field.id)
  for (const items of documents.values()) for (const item of items) ids.add(idOf(item))
  ids.delete('')
  const { tokens, ...rows } = world
  const mapped = withoutTellingIds(rows, ids, standIns) as Omit<typeof world, 'tokens'>
  return {
    world: {
      ...mapped,
      tokens: tokens.map((row) => ({
        ...(withoutTellingIds(row, ids, standIns) as typeof row),
        token: row.token,
      })),
    },
    documents: new Map(
      [...documents].map(([index, items]) => [
        standIns.id(index),
        withoutTellingIds(items, ids, standIns) as Row[],
      ]),
    ),
  }
}
