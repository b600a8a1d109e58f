/**
 * Parameters that SQLite's planner cannot look into.
 *
 * better-sqlite3 compiles SQLite with STAT4. A statement whose plan looked at a parameter (ORDER BY,
 * GROUP BY, a bound LIMIT) is then planned again for each new value, which costs 8 µs: more than many
 * of our queries take, and to no end, because the plans are always the same.
 */
export const text = (name: string) => `CAST(:${name} AS TEXT)`
export const integer = (name: string) => `CAST(:${name} AS INTEGER)`
