/** Format 5: conversations that move at once are counted in sums. */
export const movesAtOnce = /* sql */ `
DROP TRIGGER conversation_moved;
CREATE TRIGGER conversation_moved AFTER UPDATE OF organization_id, business_unit_id, status, team_id, channel_type, is_presence ON conversations
WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'counted_apart')
BEGIN
  INSERT INTO conversation_counts (organization_id, business_unit_id, status, team_id, channel_type, is_presence, conversations)
  VALUES (old.organization_id, old.business_unit_id, old.status, coalesce(old.team_id, ''), old.channel_type, old.is_presence, -1)
  ON CONFLICT DO UPDATE SET conversations = conversations + -1;
  INSERT INTO conversation_counts (organization_id, business_unit_id, status, team_id, channel_type, is_presence, conversations)
  VALUES (new.organization_id, new.business_unit_id, new.status, coalesce(new.team_id, ''), new.channel_type, new.is_presence, 1)
  ON CONFLICT DO UPDATE SET conversations = conversations + 1;
  INSERT INTO joined_counts (user_id, organization_id, business_unit_id, status, team_id, channel_type, is_presence, conversations)
  SELECT user_id, old.organization_id, old.business_unit_id, old.status, coalesce(old.team_id, ''), old.channel_type, old.is_presence, -1 FROM conversation_users WHERE conversation_id = new.id
  ON CONFLICT DO UPDATE SET conversations = conversations + -1;
  INSERT INTO joined_counts (user_id, organization_id, business_unit_id, status, team_id, channel_type, is_presence, conversations)
  SELECT user_id, new.organization_id, new.business_unit_id, new.status, coalesce(new.team_id, ''), new.channel_type, new.is_presence, 1 FROM conversation_users WHERE conversation_id = new.id
  ON CONFLICT DO UPDATE SET conversations = conversations + 1;
END;
CREATE VIEW moves_at_once AS
SELECT '[]' AS moved, '[]' AS ended, '[]' AS postponed, '[]' AS counts, '[]' AS joined;
CREATE TRIGGER moved_at_once INSTEAD OF INSERT ON moves_at_once BEGIN
  INSERT INTO meta (key, value) VALUES ('counted_apart', '');
  UPDATE conversations SET status = row.value ->> 'status', due_at = row.value ->> 'due_at'
  FROM json_each(new.moved) AS row WHERE conversations.rowid = row.value ->> 'rowid';
  UPDATE conversations SET status = row.value ->> 'status', waiting_since = row.value ->> 'waiting_since', closes_at = row.value ->> 'closes_at', due_at = row.value ->> 'due_at'
  FROM json_each(new.ended) AS row WHERE conversations.rowid = row.value ->> 'rowid';
  UPDATE conversations SET closes_at = row.value ->> 'closes_at', due_at = row.value ->> 'due_at'
  FROM json_each(new.postponed) AS row WHERE conversations.rowid = row.value ->> 'rowid';
  INSERT INTO conversation_counts (status, organization_id, business_unit_id, team_id, channel_type, is_presence, conversations)
  SELECT sum.value ->> 0, sum.value ->> 1, sum.value ->> 2, sum.value ->> 3, sum.value ->> 4, sum.value ->> 5, sum.value ->> 6
  FROM json_each(new.counts) AS sum WHERE TRUE
  ON CONFLICT DO UPDATE SET conversations = conversations + excluded.conversations;
  INSERT INTO joined_counts (user_id, status, organization_id, business_unit_id, team_id, channel_type, is_presence, conversations)
  SELECT sum.value ->> 0, sum.value ->> 1, sum.value ->> 2, sum.value ->> 3, sum.value ->> 4, sum.value ->> 5, sum.value ->> 6, sum.value ->> 7
  FROM json_each(new.joined) AS sum WHERE TRUE
  ON CONFLICT DO UPDATE SET conversations = conversations + excluded.conversations;
  DELETE FROM meta WHERE key = 'counted_apart';
END;`
