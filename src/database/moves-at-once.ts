/**
 * Many conversations that move on at once are one row that is put into a view: SQLite writes them, and
 * counts them in sums, in one statement. One by one their counts would be two fifths of the work.
 */

/** What is counted: of conversations, and for each user of those that they have joined. */
const group = ['organization_id', 'business_unit_id', 'team_id', 'channel_type', 'is_presence']

/** While it is there, within the statement that puts it there, whoever moves conversations counts them too. */
export const areCountedApart = "EXISTS (SELECT 1 FROM meta WHERE key = 'counted_apart')"

const set = (list: string, columns: string[]) => /* sql */ `
  UPDATE conversations SET ${columns.map((name) => `${name} = row.value ->> '${name}'`).join(', ')}
  FROM json_each(new.${list}) AS row WHERE conversations.rowid = row.value ->> 'rowid';`

const add = (list: string, table: string, columns: string[]) => /* sql */ `
  INSERT INTO ${table} (${columns.join(', ')}, conversations)
  SELECT ${columns.map((_, place) => `sum.value ->> ${place}`).join(', ')}, sum.value ->> ${columns.length}
  FROM json_each(new.${list}) AS sum WHERE TRUE
  ON CONFLICT DO UPDATE SET conversations = conversations + excluded.conversations;`

/**
 * JSON of five lists. `moved`, `ended` and `postponed`: rows of conversations, each with what is
 * written of it; what is not named is not touched, nor are its indexes and triggers. `counts` and
 * `joined`: what each group gains or loses by them.
 */
export const movesAtOnce = /* sql */ `
CREATE VIEW moves_at_once AS
SELECT '[]' AS moved, '[]' AS ended, '[]' AS postponed, '[]' AS counts, '[]' AS joined;

CREATE TRIGGER moved_at_once INSTEAD OF INSERT ON moves_at_once BEGIN
  INSERT INTO meta (key, value) VALUES ('counted_apart', '');${
    set('moved', ['status', 'due_at']) +
    set('ended', ['status', 'waiting_since', 'closes_at', 'due_at']) +
    set('postponed', ['closes_at', 'due_at']) +
    add('counts', 'conversation_counts', ['status', ...group]) +
    add('joined', 'joined_counts', ['user_id', 'status', ...group])
  }
  DELETE FROM meta WHERE key = 'counted_apart';
END;
`
