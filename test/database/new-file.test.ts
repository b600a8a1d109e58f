/** A new file that begins as the image of a filled one, instead of being filled. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/database.ts'
import { resolveFixtures } from '../../src/fixtures/sources.ts'
import { fillFrom } from '../../src/worlds/ground.ts'

const folder = mkdtempSync(join(tmpdir(), 'gateway-mock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fill = fillFrom(resolveFixtures(['default']))
const image = openDatabase(':memory:', fill).serialize()
const isNotAsked = () => {
  throw new Error('it is filled, or the image is read, for nothing')
}

function open(path: string, ...others: [typeof fill, undefined, () => Buffer | undefined]) {
  const database = openDatabase(path, ...others)
  onTestFinished(() => void database.close())
  return database
}

test('holds the same, to the row and the trigger, as one that is filled', () => {
  const begun = open(join(folder, 'begun', 'world.sqlite'), isNotAsked, undefined, () => image)
  const filled = open(join(folder, 'filled.sqlite'), fill, undefined, () => undefined)
  const tables = filled.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2')
  const found = tables.all() as { type: string; name: string }[]
  expect(begun.prepare(tables.source).all()).toEqual(found)
  for (const { type, name } of found) {
    if (type !== 'table') continue
    const rows = `SELECT * FROM "${name}"`
    expect(begun.prepare(rows).all(), name).toEqual(filled.prepare(rows).all())
  }
  for (const pragma of ['journal_mode', 'application_id', 'user_version', 'foreign_keys']) {
    expect(begun.pragma(pragma), pragma).toEqual(filled.pragma(pragma))
  }
  expect(statSync(join(folder, 'begun', 'world.sqlite')).mode & 0o600).toBe(0o600)
})

test('leaves nothing else behind, and is opened again as it was left', () => {
  const place = join(folder, 'again')
  const path = join(place, 'world.sqlite')
  const first = openDatabase(path, isNotAsked, undefined, () => image)
  first.exec("UPDATE organizations SET name = 'changed'")
  first.close()
  expect(readdirSync(place)).toEqual(['world.sqlite'])
  const second = open(path, isNotAsked, undefined, isNotAsked)
  expect(second.prepare('SELECT DISTINCT name FROM organizations').pluck().all()).toEqual([
    'changed',
  ])
})

test('is filled where something lies where the bytes would go first, such as those of a kill', () => {
  const path = join(folder, 'in-the-way.sqlite')
  const other = `${path}-new-${process.pid}`
  writeFileSync(other, 'of somebody else')
  const database = open(path, fill, undefined, () => image)
  expect(database.prepare('SELECT count(*) FROM messages').pluck().get()).toBeGreaterThan(0)
  expect(existsSync(other)).toBe(false)
})

test('never takes the place of a file that is there', () => {
  const path = join(folder, 'empty.sqlite')
  writeFileSync(path, '')
  const warnings: string[] = []
  const database = openDatabase(path, fill, (warning) => warnings.push(warning), isNotAsked)
  onTestFinished(() => void database.close())
  expect(warnings).toEqual([`${path} was there and empty: filled anew`])
})
