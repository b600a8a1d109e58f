/**
 * `npm run rooms`: what lists and the search of rooms cost as an organization grows. Prints a table;
 * RESULTS.md has it.
 *
 * --sizes ROOMS,...   default 1000,100000,1000000
 */
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { askInTurn, distribution, grow } from './counts.ts'
import { views } from './requests.ts'
import { copyOfDefaultWorld, prepare, startServer, untilIdle } from './servers.ts'
import { median, quantile } from './statistics.ts'

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,100000,1000000' } },
})
const sizes = values.sizes.split(',').map(Number)
const goal = 3

/** Times that no two rooms near each other share, and a third of the names of each kind. */
const more = `
  UPDATE conversations SET latest_at = strftime(
      '%Y-%m-%dT%H:%M:%fZ', 1640000000 + conversations.rowid * 7919 % 94906249, 'unixepoch'),
    name = CASE conversations.rowid % 3
      WHEN 0 THEN name
      WHEN 1 THEN 'Ada Lovelace ' || conversations.rowid % 977
      ELSE 'Grace Hopper' END;
  INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
  SELECT 'msg_' || substr(id, 6), id, contact_id, 'text', '{"text":"Is the armchair in stock again?"}',
    latest_at, latest_at
  FROM conversations WHERE organization_id = 'org_imbrace';`

const types = ['web', 'whatsapp', 'facebook', 'email', 'wechat', 'line', 'instagram']
const list = (view: string, page: number) =>
  `/v2/backend/team_conversations?type=business_unit_id&q=bu_imbrace_testing&view=${view}` +
  `&skip=${50 * (page - 1)}&limit=50&${types.map((type) => `channel_types=${type}`).join('&')}`
const search = (q: string) =>
  `/v1/backend/team_conversations/_search?business_unit_id=bu_imbrace_testing&type=text&q=${q}&limit=50`

const names = [
  'all',
  'yours',
  'team&team_id=t_imbrace_default_team',
  'online',
  'rep+needed',
  'closed',
]
const requests: [name: string, path: string][] = [
  ...names.flatMap((view): [string, string][] => [
    [`${view.split('&')[0]}, first page`, list(view, 1)],
    [`${view.split('&')[0]}, page 100`, list(view, 100)],
  ]),
  ...['Grace+Hopper', 'Guest', 'Guest+99', 'Lovelace+97', 'zz'].map((q): [string, string] => [
    `search ${q}`,
    search(q),
  ]),
]

/** The search reads a million messages by itself after a start. */
async function indexMessages(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/backend/meilisearch/org_imbrace/search`, {
    method: 'POST',
    headers: { ...views.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ q: 'armchair', limit: 1 }),
  })
  if (!answer.ok) throw new Error(`search: ${answer.status} ${await answer.text()}`)
}

await prepare()
const rows: string[][] = []
let first: number | undefined
for (const size of sizes) {
  const database = copyOfDefaultWorld('rooms')
  grow(database, size, more)
  const server = await startServer('gateway', database)
  try {
    await indexMessages(server.url)
    // It has more to do behind that, of which lists would take twice as long.
    await untilIdle(server)
    for (const [name, path] of requests) {
      const times = await askInTurn(server.url, { ...views, path })
      const middle = median(times)
      first ??= middle
      rows.push([
        String(size),
        name,
        middle.toFixed(2),
        quantile(times, 0.99).toFixed(2),
        (middle / first).toFixed(2),
      ])
    }
  } finally {
    await server.stop()
    rmSync(database)
  }
}

console.log(
  `Rooms ${distribution.replace('; no messages', '')}; a message in each. Goal: ${goal} times the first line.\n`,
)
for (const row of [
  ['rooms', 'request', 'median ms', 'p99 ms', 'times the first'],
  Array.from({ length: 5 }, () => '---'),
  ...rows,
]) {
  console.log(`| ${row.join(' | ')} |`)
}
