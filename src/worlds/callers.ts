import type { Database } from 'better-sqlite3'

/** @returns words about a world that nobody can call, undefined for one that somebody can */
export function explainNoCallers(database: Database, fixture: string): string | undefined {
  const has = (table: string) =>
    database.prepare<[], number>(`SELECT EXISTS (SELECT 1 FROM ${table})`).pluck().get() === 1
  if (has('tokens') || has('channels') || has('contacts')) return undefined
  const who = has('users') ? 'only a JWT whose sub is a user’s id can call' : 'nobody can call'
  return `${who}: the fixture ${fixture} has no token, channel or contact. Add a user and a token of kind "user" to its world.json; docs/fixtures.md has the smallest world that works`
}
