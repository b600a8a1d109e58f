/**
 * Parameters that SQLite's planner cannot look into.
 *
 * better-sqlite3 compiles SQLite with STAT4. A statement whose plan looked at a parameter (a join, ORDER BY,
 * GROUP BY, a bound LIMIT) is then planned again for each new value, which costs 8 µs for one table and
 * 40 µs for three: more than many of our queries take, and to no end, because the plans are always the same.
 */

/** What is no parameter, though it may hold its sign, and then each parameter. */
const pieces = /--.*|\/\*[\s\S]*?\*\/|'[^']*'|"[^"]*"|([:@$]\w+|\?\d*)/g

/**
 * The same SQL with a plus before each parameter, which changes neither its value nor its type: it is an
 * expression then, and those the planner leaves alone.
 */
export const hideParameters = (sql: string): string =>
  sql.replace(pieces, (piece, parameter?: string) =>
    parameter === undefined ? piece : `+${piece}`,
  )
