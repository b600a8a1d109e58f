/** Organizations and who is in them, and the credentials they call with. */
export const directoryTables = /* sql */ `
CREATE TABLE organizations (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z'
) STRICT;

CREATE TABLE business_units (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  UNIQUE (id, organization_id)
) STRICT;

-- The rowid is the teams' own order.
CREATE TABLE teams (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  mode TEXT NOT NULL DEFAULT 'public' CHECK (mode IN ('public', 'grab', 'round_robin')),
  icon_url TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  UNIQUE (id, business_unit_id),
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY NOT NULL,
  display_name TEXT NOT NULL,
  avatar_url TEXT NOT NULL,
  email TEXT,
  is_bot INTEGER NOT NULL CHECK (is_bot IN (0, 1)),
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  gender TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT 'en',
  area_code TEXT NOT NULL DEFAULT '',
  phone_number TEXT NOT NULL DEFAULT '',
  on_boarded INTEGER NOT NULL DEFAULT 1 CHECK (on_boarded IN (0, 1)),
  passwords TEXT NOT NULL DEFAULT '["secret"]' CHECK (json_valid(passwords)),
  sign_in_codes TEXT NOT NULL DEFAULT '["AAAAAA"]' CHECK (json_valid(sign_in_codes)),
  created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z'
) STRICT;

CREATE TABLE memberships (
  user_id TEXT NOT NULL REFERENCES users,
  organization_id TEXT NOT NULL REFERENCES organizations,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'user', 'member', 'technician')),
  status TEXT NOT NULL DEFAULT 'active',
  PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;

-- Who is in a team, has been invited to it, or asks to be.
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

CREATE TABLE channels (
  id TEXT PRIMARY KEY NOT NULL,
  organization_id TEXT NOT NULL,
  business_unit_id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  bot_id TEXT REFERENCES users,
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  config TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(config)),
  is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  updated_at TEXT NOT NULL DEFAULT '2022-01-01T00:00:00.000Z',
  UNIQUE (id, business_unit_id, type),
  FOREIGN KEY (business_unit_id, organization_id) REFERENCES business_units (id, organization_id)
) STRICT;
`
