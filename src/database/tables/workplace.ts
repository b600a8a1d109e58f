/** What agents work with beside conversations. */
export const workplaceTables = /* sql */ `
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

-- For one user, the recipient. \`action_to\` names what it leads to.
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

-- What the items of a board are made of. They are documents of its index.
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
`
