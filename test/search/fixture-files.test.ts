import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { defaultFixture } from '../../src/package-root.ts'
import {
  listDocumentFiles,
  readFixtureDocuments,
  readSearchSettings,
} from '../../src/search/fixture-files.ts'
import { resolveFixtures } from '../../src/world/fixture-sources.ts'
import { loadFixture } from '../../src/world/load-fixture.ts'
import { createMistakes } from '../../src/world/mistakes.ts'
import { build, client } from '../helpers.ts'
import { smallTokens, smallWorld } from './small-world.ts'

/** The documents of one folder in a world without organizations. */
function readDocuments(folder: string) {
  const mistakes = createMistakes()
  const documents = readFixtureDocuments([folder], () => false, mistakes)
  mistakes.refuse()
  return documents
}

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'search'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('settings', () => {
  const first = { 'search/settings.json': '{"default":{"stopWords":["a"]},"brd_x":{}}' }
  const later = { 'search/settings.json': '{"brd_x":{"stopWords":["b"]}}' }

  test('of an index are those under its name, whole, else the default ones', () => {
    const settings = readSearchSettings([folderWith(first)], smallWorld)
    expect(settings.of('org_x')).toEqual({ stopWords: ['a'] })
    expect(settings.of('brd_x')).toEqual({})
    expect(settings.of('constructor')).toEqual({ stopWords: ['a'] })
  })

  test('of a later folder go before those of an earlier one', () => {
    const settings = readSearchSettings([folderWith(first), folderWith(later)], smallWorld)
    expect(settings.of('brd_x')).toEqual({ stopWords: ['b'] })
    expect(settings.of('org_x')).toEqual({ stopWords: ['a'] })
  })

  test('that no folder has by default are the fallback’s, whose other ones do not count', () => {
    const settings = readSearchSettings([folderWith({})], smallWorld)
    expect(settings.of('org_x')).toMatchObject({ sortableAttributes: ['created_at'] })
    expect(settings.of('brd_small')).toBe(settings.of('org_x'))
  })
})

describe('mistakes name file, place and what was expected', () => {
  const mistakes: [string, Record<string, string>, RegExp][] = [
    ['no JSON', { 'search/settings.json': '{' }, /settings\.json: not JSON: /],
    [
      'no object',
      { 'search/settings.json': '[]' },
      /settings\.json: expected an object, found \[\]$/,
    ],
    [
      'settings that are none',
      { 'search/settings.json': '{"default":1}' },
      /settings\.json: default: expected an object of Meilisearch settings, found 1$/,
    ],
    [
      'a name that is none',
      { 'search/settings.json': '{"a b":{}}' },
      /settings\.json: \["a b"\]: expected `default` or the name of an index$/,
    ],
    [
      'a file name that is none',
      { 'search/a b.jsonl': '' },
      /a b\.jsonl: expected a name of letters, digits, - and _ before \.jsonl$/,
    ],
    ['a line that is no JSON', { 'search/b.jsonl': '{"_id":1}\n{' }, /b\.jsonl:2: not JSON: /],
    [
      'a document without _id',
      { 'search/b.jsonl': '\n{"id":1}' },
      /b\.jsonl:2: _id is missing: expected an object with an _id of letters, digits, - and _$/,
    ],
    ['a document that is none', { 'search/b.jsonl': '[]' }, /b\.jsonl:1: expected an object/],
  ]
  for (const [name, files, message] of mistakes) {
    test(name, () => {
      const folder = folderWith(files)
      expect(() => {
        readSearchSettings([folder], smallWorld)
        readDocuments(folder)
      }).toThrow(message)
    })
  }
})

test('blank lines and a last line without an end do not matter', () => {
  const folder = folderWith({ 'search/b.jsonl': '{"_id":1}\r\n\n{"_id":"x"}' })
  const [file, ...others] = readDocuments(folder)
  expect(others).toEqual([])
  expect(file).toMatchObject({ uid: 'b', documents: [{ _id: 1 }, { _id: 'x' }] })
  expect(file?.placeOf(1)).toBe(join(folder, 'search/b.jsonl:3'))
})

describe('a board belongs to the one organization that its documents name', () => {
  const document = (id: number, organization?: string) =>
    JSON.stringify({ _id: id, organization_id: organization })
  const ours = document(1, 'org_small')

  test.each([
    ['in one file', [`${ours}\n\n${document(2)}\n${document(3, 'org_other')}`], 4],
    ['in files of two folders', [ours, document(2, 'org_other')], 1],
  ])('two of them are refused by file and line: %s', (_name, files, line) => {
    const folders = files.map((text) => folderWith({ 'search/brd_x.jsonl': text }))
    expect(() => build({ fixtures: [smallWorld, ...folders] })).toThrow(
      `${folders.at(-1)}/search/brd_x.jsonl:${line}: organization_id: expected org_small as at ${folders[0]}/search/brd_x.jsonl:1, found org_other: the board brd_x belongs to one organization`,
    )
  })

  test.each([
    ['one that this world does not have', [`${ours}\n${document(2, 'org_elsewhere')}`]],
    ['none at first', [document(2), ours]],
  ])('what names %s beside it is its own', async (_name, files) => {
    const folders = files.map((text) => folderWith({ 'search/brd_x.jsonl': text }))
    const app = build({ fixtures: [smallWorld, ...folders] })
    const url = '/v1/backend/meilisearch/brd_x/search'
    expect(await client(app, smallTokens.small).post(url)).toMatchObject({ status: 200 })
    expect(app.world.documents.ownerOf('brd_x')).toBe('org_small')
  })
})

test('a folder beside a world may bring search documents only', () => {
  const folder = folderWith({ 'search/brd_more.jsonl': '{"_id":1}' })
  const { world, documents } = loadFixture(resolveFixtures([smallWorld, folder]))
  expect(world.organizations).toHaveLength(3)
  expect(documents.map(({ uid }) => uid)).toEqual([
    'brd_open',
    'brd_small',
    'org_small',
    'brd_more',
  ])
  expect(() => loadFixture(resolveFixtures([folder]))).toThrow(
    /world\.json: there is no such file: every fixture has a world\.json$/,
  )
})

test('the default world has a board whose fields cover every kind of value', () => {
  const [board] = readDocuments(defaultFixture)
  expect(listDocumentFiles(defaultFixture)).toHaveLength(1)
  expect(board?.uid).toMatch(/^brd_[0-9a-f-]{36}$/)
  expect(board?.documents.length).toBeGreaterThanOrEqual(200)
  const kinds = new Set<string>()
  for (const { fields, organization_id } of board?.documents ?? []) {
    expect(organization_id).toBe('org_imbrace')
    for (const [name, value] of Object.entries(fields ?? {})) {
      expect(name).toMatch(/^[0-9a-f]{24}$/)
      kinds.add(kindOf(value))
    }
  }
  expect([...kinds].sort()).toEqual(
    ['boolean', 'date', 'empty', 'list', 'null', 'number', 'object', 'text'].sort(),
  )
})

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'empty'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'string') return typeof value
  return Number.isNaN(Date.parse(value)) || !/^\d{4}-/.test(value) ? 'text' : 'date'
}
