/**
 * What lists of rooms are read from, kept by triggers like the counts: which rooms are open, those that a
 * user has joined in the order of their list, and the names of all rooms by their trigrams. The last two
 * point at rowids.
 */

const users = `FROM conversation_users JOIN users ON users.id = user_id`
const isOpen = (row: string) => `(${row}.status NOT IN ('closed', 'spam'))`

/** Where a conversation stands in the list of a user. */
const place = (user: string, row: string) =>
  `${user}, ${row}.business_unit_id, ${row}.channel_type, ${row}.latest_at, ${row}.rowid`
const columns = 'user_id, business_unit_id, channel_type, latest_at, room'

/** A bot is in every conversation and reads no list. */
const addToList = (row: 'new' | 'old') => /* sql */ `
  INSERT INTO joined_rooms (${columns})
  SELECT ${place('users.id', 'conversations')}
  FROM conversations JOIN users ON users.id = ${row}.user_id
  WHERE conversations.id = ${row}.conversation_id AND NOT is_bot AND ${isOpen('conversations')}
  ON CONFLICT DO NOTHING;`
const takeOffList = (row: 'new' | 'old') => /* sql */ `
  DELETE FROM joined_rooms
  WHERE room = (SELECT rowid FROM conversations WHERE id = ${row}.conversation_id)
    AND user_id = ${row}.user_id;`

const addName = (row: 'new' | 'old') => /* sql */ `
  INSERT INTO search_room_names (rowid, name) VALUES (${row}.rowid, ${row}.name);`
const takeOffName = (row: 'new' | 'old') => /* sql */ `
  INSERT INTO search_room_names (search_room_names, rowid, name)
  VALUES ('delete', ${row}.rowid, ${row}.name);`

/** Makes lists and names of what is there, then keeps all three true. Runs after the rows of a fixture are in. */
export const roomLists = /* sql */ `
DELETE FROM joined_rooms;
INSERT INTO joined_rooms (${columns})
SELECT ${place('user_id', 'conversations')} ${users} JOIN conversations ON conversations.id = conversation_id
WHERE NOT is_bot AND ${isOpen('conversations')};

CREATE TRIGGER room_listed AFTER INSERT ON conversation_users BEGIN ${addToList('new')}
END;

CREATE TRIGGER room_list_changed AFTER UPDATE OF conversation_id, user_id ON conversation_users BEGIN
  ${takeOffList('old')}
  ${addToList('new')}
END;

CREATE TRIGGER room_unlisted AFTER DELETE ON conversation_users BEGIN ${takeOffList('old')}
END;

CREATE TRIGGER room_moved AFTER UPDATE OF business_unit_id, channel_type, latest_at ON conversations
WHEN new.latest_at <> old.latest_at
  OR new.channel_type <> old.channel_type OR new.business_unit_id <> old.business_unit_id
BEGIN
  UPDATE joined_rooms SET (business_unit_id, channel_type, latest_at)
    = (new.business_unit_id, new.channel_type, new.latest_at)
  WHERE room = new.rowid;
END;

CREATE TRIGGER room_opened AFTER UPDATE OF status ON conversations
WHEN ${isOpen('new')} <> ${isOpen('old')}
BEGIN
  UPDATE conversations SET is_open = ${isOpen('new')} WHERE rowid = new.rowid;
  DELETE FROM joined_rooms WHERE room = new.rowid;
  INSERT INTO joined_rooms (${columns})
  SELECT ${place('user_id', 'new')} ${users}
  WHERE conversation_id = new.id AND NOT is_bot AND ${isOpen('new')};
END;

CREATE TRIGGER room_begun AFTER INSERT ON conversations WHEN new.is_open <> ${isOpen('new')}
BEGIN
  UPDATE conversations SET is_open = ${isOpen('new')} WHERE rowid = new.rowid;
END;

CREATE VIRTUAL TABLE search_room_names USING fts5 (
  name, content = 'conversations', tokenize = 'trigram', columnsize = 0);
INSERT INTO search_room_names (search_room_names) VALUES ('rebuild');

CREATE TRIGGER room_named AFTER INSERT ON conversations BEGIN ${addName('new')}
END;

CREATE TRIGGER room_renamed AFTER UPDATE OF name ON conversations BEGIN
  ${takeOffName('old')}
  ${addName('new')}
END;

CREATE TRIGGER room_unnamed AFTER DELETE ON conversations BEGIN ${takeOffName('old')}
END;
`

/** What `roomLists` has made, beside the table whose rows it fills. */
export const roomListTriggers = [
  'room_listed',
  'room_list_changed',
  'room_unlisted',
  'room_moved',
  'room_opened',
  'room_begun',
  'room_named',
  'room_renamed',
  'room_unnamed',
]

/** The names' own tables are SQLite's to write: they are neither emptied nor copied row by row. */
export const isOfRoomNames = (table: string) => /^search_room_names(_|$)/.test(table)
