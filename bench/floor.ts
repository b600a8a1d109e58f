/**
 * The floor: what Fastify and SQLite cost by themselves. The same rows, statements and answers as
 * the gateway's, and nothing else: no schema, no authentication, no CORS, no log.
 *
 * Usage: floor.ts <database file> <port> [plain]
 *
 * `plain` leaves out what keeps SQLite from planning a statement again for each new value (see
 * src/database/parameters.ts): the floor as one would write it without having measured.
 */
import { randomUUID } from 'node:crypto'
import SQLite from 'better-sqlite3'
import Fastify from 'fastify'

const [path = ':memory:', port = '0', style] = process.argv.slice(2)
const text = style === 'plain' ? '?' : 'CAST(? AS TEXT)'
const integer = style === 'plain' ? '?' : 'CAST(? AS INTEGER)'

/** Who asks, as the gateway would find out by the tokens in `requests.ts`. */
const contactId = 'con_test_contact'
const organizationId = 'org_imbrace'
const userId = 'u_9e2ee20d-3906-433b-9b79-ac47e6dd40b3'

interface Conversation {
  id: string
  organization_id: string
  business_unit_id: string
  channel_id: string
  channel_type: string
  status: string
}

const database = new SQLite(path)
database.pragma('locking_mode = EXCLUSIVE')
database.pragma('journal_mode = WAL')
database.pragma('synchronous = NORMAL')

const conversationOf = database.prepare<[string], Conversation>(`
  SELECT id, organization_id, business_unit_id, channel_id, channel_type, status
  FROM conversations WHERE contact_id = ${text} ORDER BY rowid DESC LIMIT 1`)
const page = database.prepare<[string, number, number], { content: string }>(`
  SELECT id, "from", type, content, created_at, updated_at
  FROM messages WHERE conversation_id = ${text}
  ORDER BY seq DESC LIMIT ${integer} OFFSET ${integer}`)
const count = database
  .prepare<[string], number>(`SELECT count(*) FROM messages WHERE conversation_id = ${text}`)
  .pluck()
const insert = database.prepare(`
  INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`)
const agentJoined = database
  .prepare<[string], number>(`
  SELECT EXISTS (
    SELECT 1 FROM conversation_users JOIN users ON users.id = user_id
    WHERE conversation_id = ${text} AND NOT is_bot)`)
  .pluck()
const updateStatus = database.prepare('UPDATE conversations SET status = ? WHERE id = ?')
const teamIds = database
  .prepare<[string, string], string>(
    `SELECT id FROM teams WHERE organization_id = ${text} AND business_unit_id = ${text} ORDER BY rowid`,
  )
  .pluck()
const statusAndTeam = database.prepare<
  [string, string],
  { status: string; team_id: string; conversations: number; online: number }
>(`
  SELECT status, team_id, sum(conversations) AS conversations,
    sum(conversations * is_presence) AS online
  FROM conversation_counts WHERE organization_id = ${text} AND business_unit_id = ${text}
  GROUP BY status, team_id`)
const openAndJoined = database
  .prepare<[string, string, string], number>(`
  SELECT sum(conversations) FROM joined_counts
  WHERE user_id = ${text} AND organization_id = ${text} AND business_unit_id = ${text}
    AND status NOT IN ('closed', 'spam')`)
  .pluck()

const send = database.transaction((conversation: Conversation, type: string, text: string) => {
  const now = new Date().toISOString()
  const id = `msg_${randomUUID()}`
  const content = { text }
  insert.run(id, conversation.id, contactId, type, JSON.stringify(content), now, now)
  const status = agentJoined.get(conversation.id) === 1 ? 'pending' : 'rep needed'
  if (status !== conversation.status) updateStatus.run(status, conversation.id)
  return {
    object_name: 'message',
    id,
    organization_id: conversation.organization_id,
    business_unit_id: conversation.business_unit_id,
    channel_id: conversation.channel_id,
    channel_type: conversation.channel_type,
    conversation_id: conversation.id,
    from: contactId,
    type,
    content,
    created_at: now,
    updated_at: now,
  }
})

function conversation(): Conversation {
  const row = conversationOf.get(contactId)
  if (row === undefined) throw new Error(`${path} has no conversation of ${contactId}`)
  return row
}

const app = Fastify({ logger: false })

app.get('/v1/backend/conversation_messages', (request, reply) => {
  const query = request.query as { limit: string; skip: string }
  const skip = Number(query.skip)
  const { id, organization_id, business_unit_id } = conversation()
  const rows = page.all(id, Number(query.limit), skip)
  const all = count.get(id) ?? 0
  reply.send({
    object_name: 'list',
    data: rows.map((row) => ({
      object_name: 'message',
      ...row,
      organization_id,
      business_unit_id,
      conversation_id: id,
      content: JSON.parse(row.content),
    })),
    nested: {},
    has_more: skip + rows.length < all,
    count: all,
    total: rows.length,
  })
})

app.post('/v1/backend/conversation_messages', (request, reply) => {
  const { type, text } = request.body as { type: string; text: string }
  reply.send(send(conversation(), type, text))
})

app.get('/v2/backend/team_conversations/_views_count', (request, reply) => {
  const { q: businessUnitId } = request.query as { q: string }
  const statuses: Record<string, number> = {}
  const teams: Record<string, number> = {}
  for (const id of teamIds.all(organizationId, businessUnitId)) teams[id] = 0
  let all = 0
  let online = 0
  let withoutTeam = 0
  for (const group of statusAndTeam.all(organizationId, businessUnitId)) {
    statuses[group.status] = (statuses[group.status] ?? 0) + group.conversations
    if (group.status === 'closed' || group.status === 'spam') continue
    all += group.conversations
    online += group.online
    if (group.team_id === '') withoutTeam += group.conversations
    else teams[group.team_id] = (teams[group.team_id] ?? 0) + group.conversations
  }
  reply.send({
    all,
    yours: openAndJoined.get(userId, organizationId, businessUnitId),
    closed: statuses.closed ?? 0,
    spam: statuses.spam ?? 0,
    online,
    rep_needed: statuses['rep needed'] ?? 0,
    pending: statuses.pending ?? 0,
    soon_to_be: statuses['soon to be'] ?? 0,
    overdue: statuses.overdue ?? 0,
    ...teams,
    null: withoutTeam,
  })
})

process.on('SIGTERM', () => app.close().then(() => database.close()))
process.stdout.write(`${await app.listen({ port: Number(port), host: '127.0.0.1' })}\n`)
