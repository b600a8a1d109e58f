/** Format 4: whether a room is open is a column, and indexes of open rooms stay as they are when a status changes. */
export const openRooms = /* sql */ `
ALTER TABLE conversations ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1));
UPDATE conversations SET is_open = status NOT IN ('closed', 'spam');
DROP INDEX open_room;
DROP INDEX room_of_team;
DROP INDEX room_in_presence;
CREATE INDEX open_room ON conversations (business_unit_id, channel_type, latest_at) WHERE is_open;
CREATE INDEX room_of_team ON conversations (team_id, channel_type, latest_at) WHERE is_open;
CREATE INDEX room_in_presence ON conversations (business_unit_id, channel_type, latest_at)
  WHERE is_presence AND is_open;
DROP TRIGGER room_opened;
CREATE TRIGGER room_opened AFTER UPDATE OF status ON conversations
WHEN (new.status NOT IN ('closed', 'spam')) <> (old.status NOT IN ('closed', 'spam'))
BEGIN
  UPDATE conversations SET is_open = (new.status NOT IN ('closed', 'spam')) WHERE rowid = new.rowid;
  DELETE FROM joined_rooms WHERE room = new.rowid;
  INSERT INTO joined_rooms (user_id, business_unit_id, channel_type, latest_at, room)
  SELECT user_id, new.business_unit_id, new.channel_type, new.latest_at, new.rowid FROM conversation_users JOIN users ON users.id = user_id
  WHERE conversation_id = new.id AND NOT is_bot AND (new.status NOT IN ('closed', 'spam'));
END;
CREATE TRIGGER room_begun AFTER INSERT ON conversations WHEN new.is_open <> (new.status NOT IN ('closed', 'spam'))
BEGIN
  UPDATE conversations SET is_open = (new.status NOT IN ('closed', 'spam')) WHERE rowid = new.rowid;
END;`
