import type { Database } from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { buildApp } from '../src/app.ts'
import type { AppOptions } from '../src/options/app-options.ts'

/** Credentials of the default world. */
export const tokens = {
  user: 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df',
  /** Of a user who belongs to both organizations. */
  userOfTwo: 'acc_20bea5ac-9e26-4864-b60f-ae7834c2c63e',
  userWithConversation: 'acc_05737133-6321-4ca4-856c-ecab58e1336f',
  expired: 'acc_d628423e-1515-49f8-9fa9-5d1aa6c2e431',
  foreignUser: 'acc_510727b0-243e-45ea-a8ce-53f57ee55fa9',
  apiKey: 'api_59ca85e7-f25a-4e56-9282-a010a2433c8e',
  contact: 'con_test_contact',
  contactAccess: 'acc_da72f549-00b5-48fd-be27-adc4084052b2',
  channel: 'ch_a97ef358-3625-412a-a328-8f5661f13ef1',
  /** There where `giveLoginToken` has put it: it is used up by an exchange. */
  login: 'login_acc_6d1f4a0e-5a1c-4a8e-9f31-0d4a2b7c9e10',
} as const

/** Ids of the default world. */
export const ids = {
  user: 'u_9e2ee20d-3906-433b-9b79-ac47e6dd40b3',
  organization: 'org_imbrace',
  otherOrganization: 'org_e7e8fdb5-39a9-4599-80db-79ae6ff619fd',
  otherConversation: 'conv_bd2b66bd-9381-4a57-9f2f-6cae180dd815',
  businessUnit: 'bu_imbrace_testing',
  conversation: 'conv_testing_conversation1',
  teamConversation: 'tc_testing_conversation1',
  team: 't_4ffefd06-ab08-4035-9c21-6ab5e97271cf',
} as const

/** Signs Carmen in, who is in one organization, unless she is. */
export function giveLoginToken(database: Database): void {
  database
    .prepare('INSERT OR IGNORE INTO login_tokens (token, user_id, expires_at) VALUES (?, ?, ?)')
    .run(tokens.login, ids.user, '9999-12-31T23:59:59.999Z')
}

/** A gateway of this test alone, in memory unless told otherwise. */
export function build(options: AppOptions = {}): FastifyInstance {
  const app = buildApp(options)
  onTestFinished(() => app.close())
  return app
}

/** An answer's body: JSON where it says so, else its text. */
export function bodyOf(answer: Awaited<ReturnType<FastifyInstance['inject']>>) {
  const type = String(answer.headers['content-type'])
  return type.includes('json') ? answer.json() : answer.body
}

/** Asks as whoever holds the token, and reads the answer as JSON. */
export function client(app: FastifyInstance, token?: string) {
  const headers = token === undefined ? {} : { 'x-access-token': token }
  const read = (response: Awaited<ReturnType<FastifyInstance['inject']>>) => ({
    status: response.statusCode,
    body: response.json(),
    reason: response.headers['x-mock-reason'],
    note: response.headers['x-mock-note'],
  })
  return {
    get: async (url: string) => read(await app.inject({ method: 'GET', url, headers })),
    post: async (url: string, payload?: object) =>
      read(await app.inject({ method: 'POST', url, headers, payload })),
  }
}

/** Asks by any method as a user of the default world, and reads the answer. */
export function asker(app: FastifyInstance, token: string = tokens.user) {
  return async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ) => {
    const answer = await app.inject({
      method,
      url,
      headers: { 'x-access-token': token },
      ...(payload && { payload }),
    })
    const { statusCode: status, headers } = answer
    return { status, body: bodyOf(answer), headers }
  }
}

const watched = new WeakSet<Database>()

/**
 * How many rows were written and kept so far, those of search aside: what it makes of the others it
 * writes by itself, at any time.
 */
export function writesTo(database: Database): number {
  if (!watched.has(database)) {
    watched.add(database)
    database.exec('CREATE TEMP TABLE writes (n INTEGER); INSERT INTO writes VALUES (0)')
    const tables = database
      .prepare<[], string>(`
        SELECT name FROM main.sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'`)
      .pluck()
      .all()
    for (const [n, table] of tables.entries()) {
      for (const kind of ['INSERT', 'UPDATE', 'DELETE']) {
        database.exec(`
          CREATE TEMP TRIGGER watch_${n}_${kind} AFTER ${kind} ON main."${table}"
          BEGIN UPDATE writes SET n = n + 1; END`)
      }
    }
  }
  return database.prepare<[], number>('SELECT n FROM temp.writes').pluck().get() ?? 0
}

/** Waits until search has looked at all rows: by itself it does so soon after the start, in slices. */
export async function searchIsReady({ world }: FastifyInstance): Promise<void> {
  for (const uid of world.documents.uids()) await world.search.search(uid, { limit: 0 })
}
