/**
 * The tables of a world. API fields keep their names down to the columns. Every change of them is a
 * step in `migrations.ts` too.
 */

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
`

export const tables = /* sql */ `
CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE business_units (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations,
  name TEXT NOT NULL,
  UNIQUE (id, organization_id)
) STRICT;

-- The rowid is the teams' own order.
CREATE TABLE teams (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  UNIQUE (id, business_unit_id),
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY NOT NULL,
  display_name TEXT NOT NULL,
  avatar_url TEXT NOT NULL,
  email TEXT,
  is_bot INTEGER NOT NULL CHECK (is_bot IN (0, 1))
) STRICT;

CREATE TABLE memberships (
  user_id TEXT NOT NULL REFERENCES users,
  organization_id TEXT NOT NULL REFERENCES organizations,
  PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  bot_id TEXT REFERENCES users,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  UNIQUE (id, business_unit_id, type),
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;

CREATE TABLE contacts (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  display_name TEXT NOT NULL,
  first_name TEXT,
  last_name TEXT,
  language TEXT,
  created_at TEXT NOT NULL,
  FOREIGN KEY (channel_id, business_unit_id, channel_type) REFERENCES channels (id, business_unit_id, type)
) STRICT;

CREATE TABLE conversations (
  id TEXT PRIMARY KEY NOT NULL,
  team_conversation_id TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts,
  team_id TEXT,
  status TEXT NOT NULL,
  name TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  is_presence INTEGER NOT NULL CHECK (is_presence IN (0, 1)),
  FOREIGN KEY (channel_id, business_unit_id, channel_type) REFERENCES channels (id, business_unit_id, type),
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id),
  FOREIGN KEY (team_id, business_unit_id) REFERENCES teams (id, business_unit_id)
) STRICT;

-- Who has joined. The rowid keeps the order in which they did.
CREATE TABLE conversation_users (
  conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users,
  UNIQUE (conversation_id, user_id)
) STRICT;

-- How many conversations each group has, and how many of them each user has joined. An empty
-- team_id stands for none, because NULLs would never be equal.
CREATE TABLE conversation_counts (
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  status TEXT NOT NULL,
  team_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  is_presence INTEGER NOT NULL,
  conversations INTEGER NOT NULL,
  PRIMARY KEY (organization_id, business_unit_id, status, team_id, channel_type, is_presence)
) STRICT, WITHOUT ROWID;

CREATE TABLE joined_counts (
  user_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  status TEXT NOT NULL,
  team_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  is_presence INTEGER NOT NULL,
  conversations INTEGER NOT NULL,
  PRIMARY KEY
    (user_id, organization_id, business_unit_id, status, team_id, channel_type, is_presence)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  "from" TEXT NOT NULL,
  type TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE tokens (
  token TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('user', 'api_key', 'contact', 'channel')),
  organization_id TEXT NOT NULL REFERENCES organizations,
  user_id TEXT REFERENCES users,
  contact_id TEXT REFERENCES contacts,
  channel_id TEXT REFERENCES channels,
  conversation_id TEXT,
  expires_at TEXT
) STRICT, WITHOUT ROWID;
${searchTables}
`

/** Made after the first rows are in: that takes half the time. */
export const indexes = /* sql */ `
CREATE UNIQUE INDEX default_team ON teams (business_unit_id) WHERE is_default;
CREATE INDEX user_email ON users (email);
CREATE UNIQUE INDEX default_channel ON channels (organization_id, type) WHERE is_default;
CREATE INDEX conversation_of_contact ON conversations (contact_id);
CREATE INDEX conversation_of_user ON conversation_users (user_id, conversation_id);
-- With the rowid behind it, as every index: one conversation's messages as they were stored.
CREATE INDEX message_of_conversation ON messages (conversation_id);
`
