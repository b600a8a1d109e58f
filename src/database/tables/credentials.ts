/** What a caller sends to say who it is. */
export const credentialsTables = /* sql */ `
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

-- Between signing in and choosing an organization.
CREATE TABLE login_tokens (
  token TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
