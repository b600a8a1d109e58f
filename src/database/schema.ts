/**
 * The tables of a world. API fields keep their names down to the columns. Every change of them is a
 * step in `migrations.ts` too.
 */
import { contactsTables } from './tables/contacts.ts'
import { conversationsTables } from './tables/conversations.ts'
import { credentialsTables } from './tables/credentials.ts'
import { directoryTables } from './tables/directory.ts'
import { messagesTables } from './tables/messages.ts'
import { workplaceTables } from './tables/workplace.ts'

/** Marks a SQLite file as ours ("imgw"), so that another program's database is left alone. */
export const applicationId = 0x696d6777

/**
 * Search documents that are no messages, and the indexes they make that are no organization's.
 * Documents and messages are numbered along one line: `seq` is the order in which they came.
 */
export const searchTables = /* sql */ `
CREATE TABLE IF NOT EXISTS boards (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT REFERENCES organizations
) STRICT;

CREATE TABLE IF NOT EXISTS documents (
  seq INTEGER PRIMARY KEY NOT NULL,
  index_uid TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;
CREATE INDEX IF NOT EXISTS document_of_index ON documents (index_uid, seq);
CREATE INDEX IF NOT EXISTS document_of_id ON documents (document ->> '_id');
CREATE INDEX IF NOT EXISTS document_of_contact ON documents (document ->> 'contact_id')
  WHERE document ->> 'contact_id' IS NOT NULL;
`

export const tables = /* sql */ `
CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
${directoryTables}${contactsTables}${conversationsTables}${messagesTables}${credentialsTables}${workplaceTables}${searchTables}
`

/** What of a conversation follows from its messages and users, before there are triggers and indexes. */
export const followsFromRows = /* sql */ `
UPDATE conversations SET latest_at = timestamp;
UPDATE conversations SET latest_at = latest.at
FROM (
  SELECT conversation_id, created_at AS at, max(seq) FROM messages GROUP BY conversation_id) latest
WHERE id = latest.conversation_id;
INSERT OR REPLACE INTO meta (key, value)
SELECT 'conversations_in_order_of', coalesce(max(seq), 0) FROM messages;
UPDATE conversations SET mode = 'manual'
WHERE id IN (SELECT conversation_id FROM conversation_users JOIN users ON users.id = user_id WHERE NOT is_bot);
UPDATE conversations SET is_open = status NOT IN ('closed', 'spam');
UPDATE messages SET has_comments = 1 WHERE id IN (SELECT message_id FROM comments);
`

/** Made after the first rows are in: that takes half the time. */
export const indexes = /* sql */ `
CREATE UNIQUE INDEX default_team ON teams (business_unit_id) WHERE is_default;
CREATE INDEX user_email ON users (email);
CREATE INDEX user_sign_in ON users (lower(email));
CREATE INDEX member_of_organization ON memberships (organization_id);
CREATE UNIQUE INDEX default_channel ON channels (organization_id, type) WHERE is_default;
CREATE INDEX conversation_of_contact ON conversations (contact_id);
CREATE INDEX conversation_of_user ON conversation_users (user_id, conversation_id);
-- With the rowid behind it, as every index: one conversation's messages as they were stored.
CREATE INDEX message_of_conversation ON messages (conversation_id);
CREATE INDEX member_of_team ON team_users (user_id);
CREATE INDEX label_of_team ON team_labels (team_id);
CREATE INDEX contact_page ON contacts (organization_id, created_at);
CREATE INDEX open_room ON conversations (business_unit_id, channel_type, latest_at) WHERE is_open;
CREATE INDEX room_of_status ON conversations (business_unit_id, status, channel_type, latest_at);
CREATE INDEX room_of_team ON conversations (team_id, channel_type, latest_at) WHERE is_open;
CREATE INDEX room_in_presence ON conversations (business_unit_id, channel_type, latest_at)
  WHERE is_presence AND is_open;
CREATE INDEX room_by_time ON conversations (organization_id, latest_at, name, business_unit_id);
CREATE INDEX room_of_lists ON joined_rooms (room);
CREATE INDEX due_conversation ON conversations (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX activity_of_conversation ON activities (conversation_id);
CREATE INDEX comment_of_message ON comments (message_id);
CREATE INDEX commented_message ON messages (conversation_id) WHERE has_comments;
CREATE INDEX file_of_conversation ON messages (conversation_id)
  WHERE type IN ('image', 'pdf', 'csv', 'file', 'audio', 'video');
CREATE INDEX template_of_unit ON message_templates (business_unit_id);
CREATE INDEX whatsapp_template_of_unit ON whatsapp_templates (business_unit_id);
CREATE INDEX notification_of_recipient ON notifications (recipient, created_at);
`
