/** What was said, and what agents say about it. */
export const messagesTables = /* sql */ `
-- \`label_ids\` is a list of ids of team labels, of messages that have any.
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  "from" TEXT NOT NULL,
  type TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  has_comments INTEGER NOT NULL DEFAULT 0 CHECK (has_comments IN (0, 1)),
  label_ids TEXT CHECK (json_valid(label_ids))
) STRICT;

-- What agents say to each other about a message. \`label_ids\` is a list of ids of team labels.
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
`
