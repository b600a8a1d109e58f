/**
 * Conversations are counted as they change: triggers keep one row for each group that can be asked
 * for, so that a count over a million of them reads a few dozen rows, in the same transaction.
 */

import { areCountedApart, movesAtOnce } from './moves-at-once.ts'
import { roomLists, roomListTriggers } from './room-lists.ts'

const group = [
  'organization_id',
  'business_unit_id',
  'status',
  'team_id',
  'channel_type',
  'is_presence',
]
const groupOf = (row: string) =>
  group.map((column) =>
    column === 'team_id' ? `coalesce(${row}.team_id, '')` : `${row}.${column}`,
  )
const columns = group.join(', ')

/** SQL that adds one to the group of a row, or takes one from it. */
const countConversation = (row: 'new' | 'old', by: 1 | -1) => /* sql */ `
  INSERT INTO conversation_counts (${columns}, conversations)
  VALUES (${groupOf(row).join(', ')}, ${by})
  ON CONFLICT DO UPDATE SET conversations = conversations + ${by};`

/** The same for users: `from` yields the conversation's row and `user_id`. */
const countJoined = (user: string, row: string, from: string, by: 1 | -1) => /* sql */ `
  INSERT INTO joined_counts (user_id, ${columns}, conversations)
  SELECT ${user}, ${groupOf(row).join(', ')}, ${by} ${from}
  ON CONFLICT DO UPDATE SET conversations = conversations + ${by};`

const ofNewConversation = 'FROM conversation_users WHERE conversation_id = new.id'
const conversationOf = (row: 'new' | 'old') =>
  `FROM conversations WHERE conversations.id = ${row}.conversation_id`

/** Counts what is there, then keeps the counts true. Runs after the rows of a fixture are in. */
export const countsAndTriggers = /* sql */ `
INSERT INTO conversation_counts (${columns}, conversations)
SELECT ${groupOf('conversations').join(', ')}, count(*) FROM conversations GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO joined_counts (user_id, ${columns}, conversations)
SELECT user_id, ${groupOf('conversations').join(', ')}, count(*)
FROM conversation_users JOIN conversations ON conversations.id = conversation_id
GROUP BY 1, 2, 3, 4, 5, 6, 7;

CREATE TRIGGER conversation_added AFTER INSERT ON conversations BEGIN ${countConversation('new', 1)}
END;

CREATE TRIGGER conversation_moved AFTER UPDATE OF ${columns} ON conversations
WHEN NOT ${areCountedApart}
BEGIN
  ${countConversation('old', -1)}
  ${countConversation('new', 1)}
  ${countJoined('user_id', 'old', ofNewConversation, -1)}
  ${countJoined('user_id', 'new', ofNewConversation, 1)}
END;

-- Before, so that those who had joined are taken off while the conversation can still be seen.
CREATE TRIGGER conversation_removed BEFORE DELETE ON conversations BEGIN
  DELETE FROM conversation_users WHERE conversation_id = old.id;
  ${countConversation('old', -1)}
END;

CREATE TRIGGER user_joined AFTER INSERT ON conversation_users BEGIN
  ${countJoined('new.user_id', 'conversations', conversationOf('new'), 1)}
END;

CREATE TRIGGER user_replaced AFTER UPDATE OF conversation_id, user_id ON conversation_users BEGIN
  ${countJoined('old.user_id', 'conversations', conversationOf('old'), -1)}
  ${countJoined('new.user_id', 'conversations', conversationOf('new'), 1)}
END;

CREATE TRIGGER user_left AFTER DELETE ON conversation_users BEGIN
  ${countJoined('old.user_id', 'conversations', conversationOf('old'), -1)}
END;
${movesAtOnce}${roomLists}`

/** Undone before a world is emptied and filled again: the names of its rooms, every trigger and its view. */
export const dropTriggers = `DROP TABLE search_room_names; DROP VIEW moves_at_once; ${[
  'conversation_added',
  'conversation_moved',
  'conversation_removed',
  'user_joined',
  'user_replaced',
  'user_left',
  ...roomListTriggers,
]
  .map((name) => `DROP TRIGGER ${name};`)
  .join(' ')}`
