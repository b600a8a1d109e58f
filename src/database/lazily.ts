/** Statements that are prepared when they are first used: to open a database costs none of them. */
import type { Database, RunResult, Statement } from 'better-sqlite3'
import { hideParameters } from './parameters.ts'
import { countRows, type Written, writtenIn } from './written.ts'

/** The part of a statement that stores use. */
export interface LazyStatement<Values extends unknown[], Row> {
  get(...values: Values): Row | undefined
  all(...values: Values): Row[]
  iterate(...values: Values): IterableIterator<Row>
  run(...values: Values): RunResult
  /** The first column instead of the row. */
  pluck(): LazyStatement<Values, Row>
  /** The columns as an array instead of the row. */
  raw(): LazyStatement<Values, Row>
}

export interface LazyDatabase {
  /** @throws when the statement is first used: for SQL that cannot be */
  prepare<Values extends unknown[], Row = unknown>(sql: string): LazyStatement<Values, Row>
}

/** @param isCounted false for rows that only follow from others, and are written when those are read */
export function lazily(database: Database, { isCounted = true } = {}): LazyDatabase {
  const written: Written = isCounted ? writtenIn(database) : { by: undefined }
  return {
    prepare<Values extends unknown[], Row>(sql: string) {
      let form: 'row' | 'pluck' | 'raw' = 'row'
      let statement: Statement<Values, Row> | undefined
      const prepared = () => {
        if (statement === undefined) {
          statement = database.prepare<Values, Row>(hideParameters(sql))
          if (form !== 'row') statement[form]()
        }
        return statement
      }
      const lazy: LazyStatement<Values, Row> = {
        get: (...values) => (statement ?? prepared()).get(...values),
        all: (...values) => (statement ?? prepared()).all(...values),
        iterate: (...values) => (statement ?? prepared()).iterate(...values),
        run(...values) {
          const result = (statement ?? prepared()).run(...values)
          if (written.by !== undefined && result.changes > 0) {
            countRows(written.by, sql, result.changes)
          }
          return result
        },
        pluck() {
          form = 'pluck'
          return lazy
        },
        raw() {
          form = 'raw'
          return lazy
        },
      }
      return lazy
    },
  }
}
