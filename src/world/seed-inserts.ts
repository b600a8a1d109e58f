/** The statements that write a fixture's rows. */
import type { Database, Statement } from 'better-sqlite3'

/** One for each table. */
export type Inserts = Record<
  | 'organization'
  | 'businessUnit'
  | 'team'
  | 'user'
  | 'membership'
  | 'channel'
  | 'contact'
  | 'conversation'
  | 'conversationUser'
  | 'message'
  | 'token',
  Statement
>

export function prepareInserts(database: Database): Inserts {
  const into = (table: string, columns: string[]) =>
    database.prepare(
      `INSERT INTO ${table} (${columns.map((c) => `"${c}"`).join(', ')})
       VALUES (${columns.map(() => '?').join(', ')})`,
    )
  return {
    organization: into('organizations', ['id', 'name']),
    businessUnit: into('business_units', ['id', 'organization_id', 'name']),
    team: into('teams', ['id', 'organization_id', 'business_unit_id', 'name', 'is_default']),
    user: into('users', ['id', 'display_name', 'avatar_url', 'email', 'is_bot']),
    membership: into('memberships', ['user_id', 'organization_id']),
    channel: into('channels', [
      'id',
      'organization_id',
      'business_unit_id',
      'type',
      'name',
      'bot_id',
      'is_default',
    ]),
    contact: into('contacts', [
      'id',
      'organization_id',
      'business_unit_id',
      'channel_id',
      'channel_type',
      'display_name',
      'first_name',
      'last_name',
      'language',
      'created_at',
    ]),
    conversation: into('conversations', [
      'id',
      'team_conversation_id',
      'organization_id',
      'business_unit_id',
      'channel_id',
      'channel_type',
      'contact_id',
      'team_id',
      'status',
      'name',
      'timestamp',
      'is_presence',
    ]),
    conversationUser: into('conversation_users', ['conversation_id', 'user_id']),
    message: into('messages', [
      'id',
      'conversation_id',
      'from',
      'type',
      'content',
      'created_at',
      'updated_at',
    ]),
    token: into('tokens', [
      'token',
      'kind',
      'organization_id',
      'user_id',
      'contact_id',
      'channel_id',
      'conversation_id',
      'expires_at',
    ]),
  }
}
