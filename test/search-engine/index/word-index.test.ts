import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWordIndex } from '../../../src/search-engine/index/word-index.ts'
import { defaultSettings } from '../text-fixture.ts'

const NONE: ReadonlySet<string> = new Set()

function open(db = new Database(':memory:'), uid = 'a') {
  return openWordIndex(db, uid, defaultSettings, NONE)
}

test('an index opened anew has what was flushed', () => {
  const db = new Database(':memory:')
  const written = open(db)
  written.add(0, { text: 'late delivery' })
  written.add(1, { text: 'late', fields: { x: 'vip' } })
  written.flush()
  written.remove(0, { text: 'late delivery' })
  written.add(0, { text: 'refund' })
  written.flush()
  written.add(2, { text: 'lost' })
  const source = open(db).source()
  expect(Array.from(source.pairsOf('late'))).toEqual([1, 0])
  expect(source.hasWord('delivery')).toBe(false)
  expect(source.hasWord('refund')).toBe(true)
  expect(source.hasWord('lost')).toBe(false)
  expect(source.docidEnd).toBe(2)
  expect(open(db).searchableFields()).toEqual([
    { name: 'text', id: 0, weight: 0 },
    { name: 'fields.x', id: 1, weight: 0 },
  ])
})

test('a document replaced twice before a flush is in the index once', () => {
  const index = open()
  index.add(0, { text: 'first' })
  index.remove(0, { text: 'first' })
  index.add(0, { text: 'second' })
  index.remove(0, { text: 'second' })
  index.add(0, { text: 'third' })
  const source = index.source()
  expect(['first', 'second', 'third'].map(source.hasWord)).toEqual([false, false, true])
  expect(Array.from(source.withWordCount(0, 1))).toEqual([0, 0])
})

test('loading goes on where it was left', () => {
  const db = new Database(':memory:')
  const written = open(db)
  for (let docid = 0; docid < 40; docid++) {
    written.add(docid, { text: `word${docid} `.repeat(300) })
    written.flush()
  }
  const index = open(db)
  let slices = 1
  while (!index.load(() => true)) slices++
  expect(slices).toBeGreaterThan(3)
  expect(index.source().docidEnd).toBe(40)
  expect(index.source().wordsFrom('w')).toHaveLength(40)
})

test('an emptied index is empty when opened anew, and leaves others alone', () => {
  const db = new Database(':memory:')
  const [a, b] = [open(db, 'a'), open(db, 'b')]
  for (const index of [a, b]) {
    index.add(0, { text: 'late' })
    index.flush()
  }
  a.clear()
  expect(a.source().hasWord('late')).toBe(false)
  expect(a.searchableFields()).toEqual([])
  expect(open(db, 'a').source().hasWord('late')).toBe(false)
  expect(open(db, 'b').source().hasWord('late')).toBe(true)
})

test('words of an attribute are counted up to 30', () => {
  const index = open()
  index.add(0, { text: 'x '.repeat(30) })
  index.add(1, { text: 'x '.repeat(31) })
  const source = index.source()
  expect(Array.from(source.withWordCount(0, 30))).toEqual([0, 0])
  expect(Array.from(source.withWordCount(0, 31))).toEqual([])
})

test('whatever is added and removed, an index opened anew has the same lists', () => {
  const text = fc.array(fc.constantFrom('late', 'lost', 'new', 'note'), { maxLength: 5 })
  const step = fc.tuple(fc.nat(6), text, fc.boolean())
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const db = new Database(':memory:')
      const index = open(db)
      const stored = new Map<number, string>()
      for (const [docid, words, flushes] of steps) {
        const before = stored.get(docid)
        if (before !== undefined) index.remove(docid, { text: before })
        stored.delete(docid)
        if (words.length > 0) {
          stored.set(docid, words.join(' '))
          index.add(docid, { text: words.join(' ') })
        }
        if (flushes) index.flush()
      }
      const [live, again] = [index.source(), open(db).source()]
      for (const word of ['late', 'lost', 'new', 'note']) {
        const expected = [...stored]
          .sort(([a], [b]) => a - b)
          .flatMap(([docid, all]) =>
            all.split(' ').flatMap((each, at) => (each === word ? [docid, at] : [])),
          )
        expect(Array.from(live.pairsOf(word))).toEqual(expected)
        expect(Array.from(again.pairsOf(word))).toEqual(expected)
      }
      expect(again.wordsFrom('l')).toEqual(live.wordsFrom('l'))
    }),
  )
})
