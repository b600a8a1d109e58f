/** Format 3: what clients need beyond the documented operations. */
export const roomsAndWorkplace = /* sql */ `
ALTER TABLE organizations ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1));
ALTER TABLE organizations ADD COLUMN created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE organizations ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE business_units ADD COLUMN created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE business_units ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE teams ADD COLUMN mode TEXT NOT NULL DEFAULT 'public' CHECK (mode IN ('public', 'grab', 'round_robin'));
ALTER TABLE teams ADD COLUMN icon_url TEXT NOT NULL DEFAULT '';
ALTER TABLE teams ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE teams ADD COLUMN is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1));
ALTER TABLE teams ADD COLUMN created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE teams ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE users ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN gender TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE users ADD COLUMN area_code TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN phone_number TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN on_boarded INTEGER NOT NULL DEFAULT 1 CHECK (on_boarded IN (0, 1));
ALTER TABLE users ADD COLUMN passwords TEXT NOT NULL DEFAULT '["secret"]' CHECK (json_valid(passwords));
ALTER TABLE users ADD COLUMN sign_in_codes TEXT NOT NULL DEFAULT '["AAAAAA"]' CHECK (json_valid(sign_in_codes));
ALTER TABLE users ADD COLUMN created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE users ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE memberships ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'user', 'member', 'technician'));
ALTER TABLE memberships ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
ALTER TABLE channels ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE channels ADD COLUMN config TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(config));
ALTER TABLE channels ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1));
ALTER TABLE channels ADD COLUMN created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE channels ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z';
ALTER TABLE contacts ADD COLUMN updated_at TEXT;
ALTER TABLE contacts ADD COLUMN avatar_url TEXT;
ALTER TABLE contacts ADD COLUMN gender TEXT;
ALTER TABLE contacts ADD COLUMN area_code TEXT;
ALTER TABLE contacts ADD COLUMN phone_number TEXT;
ALTER TABLE contacts ADD COLUMN email TEXT;
ALTER TABLE contacts ADD COLUMN remark TEXT;
ALTER TABLE contacts ADD COLUMN time_zone TEXT;
ALTER TABLE contacts ADD COLUMN last_seen TEXT;
ALTER TABLE contacts ADD COLUMN title TEXT;
ALTER TABLE contacts ADD COLUMN birthday TEXT;
ALTER TABLE contacts ADD COLUMN location TEXT;
ALTER TABLE contacts ADD COLUMN company_name TEXT;
ALTER TABLE contacts ADD COLUMN position TEXT;
ALTER TABLE contacts ADD COLUMN whatsapp_id TEXT;
ALTER TABLE contacts ADD COLUMN facebook_id TEXT;
ALTER TABLE contacts ADD COLUMN messenger_id TEXT;
ALTER TABLE contacts ADD COLUMN wechat_id TEXT;
ALTER TABLE contacts ADD COLUMN line_id TEXT;
ALTER TABLE contacts ADD COLUMN instagram_id TEXT;
ALTER TABLE contacts ADD COLUMN labels TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels));
ALTER TABLE contacts ADD COLUMN additional_params TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(additional_params));
ALTER TABLE conversations ADD COLUMN mode TEXT NOT NULL DEFAULT 'automation' CHECK (mode IN ('automation', 'manual', 'hybrid'));
ALTER TABLE conversations ADD COLUMN latest_at TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN waiting_since TEXT;
ALTER TABLE conversations ADD COLUMN due_at TEXT;
ALTER TABLE conversations ADD COLUMN closes_at TEXT;
ALTER TABLE messages ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE messages ADD COLUMN has_comments INTEGER NOT NULL DEFAULT 0 CHECK (has_comments IN (0, 1));
ALTER TABLE messages ADD COLUMN label_ids TEXT CHECK (json_valid(label_ids));
UPDATE conversations SET
  latest_at = coalesce(
    (SELECT created_at FROM messages WHERE conversation_id = conversations.id ORDER BY seq DESC LIMIT 1),
    timestamp),
  mode = CASE WHEN EXISTS (
    SELECT 1 FROM conversation_users JOIN users ON users.id = user_id
    WHERE conversation_id = conversations.id AND NOT is_bot) THEN 'manual' ELSE 'automation' END;
INSERT INTO meta (key, value)
SELECT 'conversations_in_order_of', coalesce(max(seq), 0) FROM messages;
CREATE TABLE team_users (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users,
  role TEXT NOT NULL CHECK (role IN ('member', 'admin')),
  state TEXT NOT NULL CHECK (state IN ('join', 'invite', 'request')),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (team_id, user_id)
) STRICT;
CREATE TABLE joined_rooms (
  user_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  latest_at TEXT NOT NULL,
  room INTEGER NOT NULL,
  PRIMARY KEY (user_id, business_unit_id, channel_type, latest_at, room)
) STRICT, WITHOUT ROWID;
CREATE TABLE activities (
  id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  user_id TEXT REFERENCES users,
  summary TEXT NOT NULL,
  sentiment TEXT NOT NULL,
  importance TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE comments (
  id TEXT PRIMARY KEY NOT NULL,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users,
  content TEXT NOT NULL,
  label_ids TEXT NOT NULL CHECK (json_valid(label_ids)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE uploads (
  name TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations,
  content_type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE login_tokens (
  token TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE team_labels (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams ON DELETE CASCADE,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE categories (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  apply_to TEXT NOT NULL CHECK (json_valid(apply_to)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE TABLE message_templates (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  template_language TEXT NOT NULL,
  category_id TEXT REFERENCES categories,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;
CREATE TABLE whatsapp_templates (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  channel_id TEXT REFERENCES channels,
  template_name TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('APPROVED', 'PENDING', 'REJECTED')),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;
CREATE TABLE notifications (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations,
  recipient TEXT NOT NULL REFERENCES users,
  type INTEGER NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  "from" TEXT NOT NULL,
  channel_type TEXT,
  action_to TEXT NOT NULL CHECK (json_valid(action_to)),
  is_read INTEGER NOT NULL CHECK (is_read IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE board_definitions (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  type TEXT NOT NULL,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
  "order" INTEGER NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;
CREATE INDEX user_sign_in ON users (lower(email));
CREATE INDEX member_of_organization ON memberships (organization_id);
CREATE INDEX member_of_team ON team_users (user_id);
CREATE INDEX label_of_team ON team_labels (team_id);
CREATE INDEX contact_page ON contacts (organization_id, created_at);
CREATE INDEX open_room ON conversations (business_unit_id, channel_type, latest_at)
  WHERE status NOT IN ('closed', 'spam');
CREATE INDEX room_of_status ON conversations (business_unit_id, status, channel_type, latest_at);
CREATE INDEX room_of_team ON conversations (team_id, channel_type, latest_at)
  WHERE status NOT IN ('closed', 'spam');
CREATE INDEX room_in_presence ON conversations (business_unit_id, channel_type, latest_at)
  WHERE is_presence AND status NOT IN ('closed', 'spam');
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
CREATE INDEX IF NOT EXISTS document_of_id ON documents (document ->> '_id');
CREATE INDEX IF NOT EXISTS document_of_contact ON documents (document ->> 'contact_id')
  WHERE document ->> 'contact_id' IS NOT NULL;
`
