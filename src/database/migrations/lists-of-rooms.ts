/** Format 3: what lists and the search of rooms are read from, and the triggers that keep it. */
export const listsOfRooms = /* sql */ `
INSERT INTO joined_rooms (user_id, business_unit_id, channel_type, latest_at, room)
SELECT user_id, conversations.business_unit_id, conversations.channel_type, conversations.latest_at, conversations.rowid FROM conversation_users JOIN users ON users.id = user_id JOIN conversations ON conversations.id = conversation_id
WHERE NOT is_bot AND (conversations.status NOT IN ('closed', 'spam'));
CREATE TRIGGER room_listed AFTER INSERT ON conversation_users BEGIN
  INSERT INTO joined_rooms (user_id, business_unit_id, channel_type, latest_at, room)
  SELECT users.id, conversations.business_unit_id, conversations.channel_type, conversations.latest_at, conversations.rowid
  FROM conversations JOIN users ON users.id = new.user_id
  WHERE conversations.id = new.conversation_id AND NOT is_bot AND (conversations.status NOT IN ('closed', 'spam'))
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER room_list_changed AFTER UPDATE OF conversation_id, user_id ON conversation_users BEGIN
  DELETE FROM joined_rooms
  WHERE room = (SELECT rowid FROM conversations WHERE id = old.conversation_id)
    AND user_id = old.user_id;
  INSERT INTO joined_rooms (user_id, business_unit_id, channel_type, latest_at, room)
  SELECT users.id, conversations.business_unit_id, conversations.channel_type, conversations.latest_at, conversations.rowid
  FROM conversations JOIN users ON users.id = new.user_id
  WHERE conversations.id = new.conversation_id AND NOT is_bot AND (conversations.status NOT IN ('closed', 'spam'))
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER room_unlisted AFTER DELETE ON conversation_users BEGIN
  DELETE FROM joined_rooms
  WHERE room = (SELECT rowid FROM conversations WHERE id = old.conversation_id)
    AND user_id = old.user_id;
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
WHEN (new.status NOT IN ('closed', 'spam')) <> (old.status NOT IN ('closed', 'spam'))
BEGIN
  DELETE FROM joined_rooms WHERE room = new.rowid;
  INSERT INTO joined_rooms (user_id, business_unit_id, channel_type, latest_at, room)
  SELECT user_id, new.business_unit_id, new.channel_type, new.latest_at, new.rowid FROM conversation_users JOIN users ON users.id = user_id
  WHERE conversation_id = new.id AND NOT is_bot AND (new.status NOT IN ('closed', 'spam'));
END;
CREATE VIRTUAL TABLE search_room_names USING fts5 (
  name, content = 'conversations', tokenize = 'trigram', columnsize = 0);
INSERT INTO search_room_names (search_room_names) VALUES ('rebuild');
CREATE TRIGGER room_named AFTER INSERT ON conversations BEGIN
  INSERT INTO search_room_names (rowid, name) VALUES (new.rowid, new.name);
END;
CREATE TRIGGER room_renamed AFTER UPDATE OF name ON conversations BEGIN
  INSERT INTO search_room_names (search_room_names, rowid, name)
  VALUES ('delete', old.rowid, old.name);
  INSERT INTO search_room_names (rowid, name) VALUES (new.rowid, new.name);
END;
CREATE TRIGGER room_unnamed AFTER DELETE ON conversations BEGIN
  INSERT INTO search_room_names (search_room_names, rowid, name)
  VALUES ('delete', old.rowid, old.name);
END;`
