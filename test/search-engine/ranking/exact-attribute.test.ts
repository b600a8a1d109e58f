import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { DocSet } from '../../../src/search-engine/base/docset.ts'
import type { JsonObject } from '../../../src/search-engine/base/json.ts'
import { openWordIndex } from '../../../src/search-engine/index/word-index.ts'
import type { WordSource } from '../../../src/search-engine/index/word-source.ts'
import { parseQuery } from '../../../src/search-engine/query/parse-query.ts'
import { buildQueryGraph } from '../../../src/search-engine/query/query-graph.ts'
import { createSearchContext } from '../../../src/search-engine/query/search-context.ts'
import { createSynonyms } from '../../../src/search-engine/query/synonyms.ts'
import { createTermMaker } from '../../../src/search-engine/query/terms.ts'
import { exactAttributeRule } from '../../../src/search-engine/ranking/exact-attribute.ts'
import type { Bucket } from '../../../src/search-engine/ranking/ranking-rule.ts'
import { finish } from '../finish.ts'
import { defaultSettings } from '../text-fixture.ts'

const none: ReadonlySet<string> = new Set()

/** The first buckets for a query over documents, and how many numbers of lists were read for it. */
function rank(q: string, documents: readonly JsonObject[]) {
  const index = openWordIndex(new Database(':memory:'), 'messages', defaultSettings, none)
  for (const [docid, document] of documents.entries()) index.add(docid, document)
  const source = index.source()
  const maker = createTermMaker(source, defaultSettings, createSynonyms({}, none), none)
  const query = finish(parseQuery(q, maker, { stopWords: none, prefixSearch: true }))
  const { graph } = buildQueryGraph(query.terms, maker)
  let reads = 0
  const counting: WordSource = {
    ...source,
    pairsOf: (word) =>
      new Proxy(source.pairsOf(word), {
        get(pairs, key) {
          reads++
          return Reflect.get(pairs, key)
        },
      }),
  }
  const all = DocSet.below(documents.length)
  const rule = exactAttributeRule(createSearchContext(counting, null))
  const bucket = finish(rule.start(all, graph))
  const whole = toList(finish(bucket.next(all)))
  return { whole, beginning: toList(finish(bucket.next(all))), reads }
}

function toList(bucket: Bucket | null): number[] {
  return bucket === null ? [] : [...bucket.documents]
}

test('documents are told apart by the attribute that has all words', () => {
  const documents: JsonObject[] = [
    { a: 'red pear', b: 'blue' },
    { a: 'red pear tree', b: 'blue' },
    { a: 'red', b: 'red pear' },
    { a: 'red', b: 'blue pear' },
    { a: 'red pear pear' },
    { a: 'pear red' },
  ]
  const { whole, beginning } = rank('red pear', documents)
  expect(whole).toEqual([0, 2])
  expect(beginning).toEqual([1, 4])
})

test('the work grows with the number of fields, not with its square', () => {
  const wide = (fields: number) =>
    Object.fromEntries(Array.from({ length: fields }, (_, at) => [`field${at}`, 'red pear']))
  const readsFor = (fields: number) => rank('red pear', [wide(fields), wide(fields)]).reads
  expect(readsFor(2_000) / readsFor(500)).toBeLessThan(6)
})
