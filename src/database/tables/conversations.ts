/** Conversations, who has joined them, how many there are of each kind, and what was said. */
export const conversationsTables = /* sql */ `
-- \`timestamp\` is when it began, \`latest_at\` when its latest message came: the order of lists, which may
-- lag behind (conversations/order.ts). What is due moves on by the clock; nothing that a fixture lists is due.
-- \`is_open\` follows from \`status\`: indexes that named that would be written anew whenever it changes.
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
  mode TEXT NOT NULL DEFAULT 'automation' CHECK (mode IN ('automation', 'manual', 'hybrid')),
  latest_at TEXT NOT NULL DEFAULT '',
  waiting_since TEXT,
  due_at TEXT,
  closes_at TEXT,
  is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
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

-- The open conversations that agents have joined, in the order of their lists. \`room\` is the rowid.
CREATE TABLE joined_rooms (
  user_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  channel_type TEXT NOT NULL,
  latest_at TEXT NOT NULL,
  room INTEGER NOT NULL,
  PRIMARY KEY (user_id, business_unit_id, channel_type, latest_at, room)
) STRICT, WITHOUT ROWID;

-- What a conversation was about, as the gateway sums it up.
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
`
