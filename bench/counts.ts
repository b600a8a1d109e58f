/** How long the two counts take as an organization grows. */
import { rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import SQLite from 'better-sqlite3'
import { countsAndTriggers, dropTriggers } from '../src/database/counting.ts'
import { channels, type Request, views } from './requests.ts'
import { copyOfDefaultWorld, startServer } from './servers.ts'
import { median, quantile } from './statistics.ts'

export const distribution =
  'all in one business unit, spread by turns: 25 teams and every ' +
  '25th without a team; of 20 conversations 8 rep needed, 4 active, 3 pending, 1 overdue, ' +
  '1 soon to be, 2 closed, 1 spam; of 20 on the channels 14 web, 3 whatsapp, 2 facebook, 1 line; ' +
  'the bot in each, the asking user in 3 of 10; every 50th online; no messages'

export interface CountLatency {
  conversations: number
  count: 'views' | 'channels'
  requests: number
  median: number
  p99: number
}

export async function measureCounts(sizes: number[]): Promise<CountLatency[]> {
  const results: CountLatency[] = []
  for (const conversations of sizes) {
    const database = copyOfDefaultWorld('counts')
    grow(database, conversations)
    const server = await startServer('gateway', database)
    try {
      for (const [count, request] of [
        ['views', views],
        ['channels', channels],
      ] as const) {
        const times = await askInTurn(server.url, request)
        results.push({
          conversations,
          count,
          requests: times.length,
          median: median(times),
          p99: quantile(times, 0.99),
        })
      }
    } finally {
      await server.stop()
      rmSync(database)
    }
  }
  return results
}

/**
 * Replaces the default world's conversations with so many others, by SQL alone.
 *
 * @param more what else is written before there are triggers, from the table `n` of numbers and ids
 */
export function grow(path: string, conversations: number, more = ''): void {
  const database = new SQLite(path)
  database.pragma('foreign_keys = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('journal_mode = OFF')
  database.exec(`
    BEGIN;
    ${dropTriggers}
    DELETE FROM messages;
    DELETE FROM conversation_users;
    DELETE FROM conversations;
    DELETE FROM conversation_counts;
    DELETE FROM joined_counts;
    CREATE TEMP TABLE n AS
      WITH RECURSIVE numbers (n) AS (
        VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${conversations}
      )
      SELECT n, lower(hex(randomblob(16))) AS hex FROM numbers;
    CREATE TEMP TABLE turn_team AS
      SELECT row_number() OVER (ORDER BY rowid) - 1 AS turn, id
      FROM teams WHERE business_unit_id = 'bu_imbrace_testing' LIMIT 25;
    CREATE TEMP TABLE turn_channel AS
      SELECT column1 AS turn, (
        SELECT id FROM channels WHERE business_unit_id = 'bu_imbrace_testing' AND type = column2 LIMIT 1
      ) AS id, column2 AS type
      FROM (VALUES ${turns({ web: 14, whatsapp: 3, facebook: 2, line: 1 })});
    CREATE TEMP TABLE turn_status AS
      SELECT column1 AS turn, column2 AS status
      FROM (VALUES ${turns({
        'rep needed': 8,
        active: 4,
        pending: 3,
        overdue: 1,
        'soon to be': 1,
        closed: 2,
        spam: 1,
      })});
    INSERT INTO contacts
      (id, organization_id, business_unit_id, channel_id, channel_type, display_name, created_at)
    SELECT 'con_' || hex, 'org_imbrace', 'bu_imbrace_testing', channel.id, channel.type, 'Guest ' || n,
      '2022-04-01T00:00:00.000Z'
    FROM n JOIN turn_channel AS channel ON channel.turn = (n * 7) % 20;
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type,
       contact_id, team_id, status, name, timestamp, is_presence)
    SELECT 'conv_' || hex, 'tc_' || hex, 'org_imbrace', 'bu_imbrace_testing', channel.id, channel.type,
      'con_' || hex, CASE WHEN (n / 25) % 25 = 0 THEN NULL ELSE team.id END, status, 'Guest ' || n,
      '2022-04-01T00:00:00.000Z', n % 50 = 0
    FROM n
      JOIN turn_channel AS channel ON channel.turn = (n * 7) % 20
      JOIN turn_team AS team ON team.turn = n % 25
      JOIN turn_status AS status ON status.turn = (n / 3) % 20;
    INSERT INTO conversation_users (conversation_id, user_id)
      SELECT 'conv_' || hex, 'u_imbrace_bot' FROM n;
    INSERT INTO conversation_users (conversation_id, user_id)
      SELECT 'conv_' || hex, 'u_9e2ee20d-3906-433b-9b79-ac47e6dd40b3' FROM n WHERE (n / 7) % 10 < 3;
    ${more}
    ${countsAndTriggers}
    COMMIT;
`)
  const rows = database
    .prepare<[], number>("SELECT count(*) FROM conversations WHERE organization_id = 'org_imbrace'")
    .pluck()
    .get()
  if (rows !== conversations) throw new Error(`${rows} conversations instead of ${conversations}`)
  database.pragma('journal_mode = WAL')
  database.close()
}

/** `{ web: 2, line: 1 }` -> `(0, 'web'), (1, 'web'), (2, 'line')` */
function turns(shares: Record<string, number>): string {
  return Object.entries(shares)
    .flatMap(([name, share]) => Array<string>(share).fill(name))
    .map((name, turn) => `(${turn}, '${name}')`)
    .join(', ')
}

/** One connection, one request after the other: 1,000 of them, or as many as fit into five seconds. */
export async function askInTurn(url: string, request: Request): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let n = 0; n < 3; n += 1) await ask(url, request, agent)
  const end = performance.now() + 5_000
  while (times.length < 10 || (times.length < 1_000 && performance.now() < end)) {
    const began = performance.now()
    await ask(url, request, agent)
    times.push(performance.now() - began)
  }
  agent.destroy()
  return times
}

function ask(url: string, { path, headers }: Request, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    httpRequest(url + path, { headers, agent }, (response) => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`status ${response.statusCode}`)),
      )
    })
      .on('error', reject)
      .end()
  })
}
