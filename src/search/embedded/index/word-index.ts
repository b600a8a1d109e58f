import type { Database } from 'better-sqlite3'
import { DocSet } from '../docset.ts'
import type { JsonObject } from '../json.ts'
import { isWithin } from '../patterns.ts'
import type { WordSource } from '../query/word-source.ts'
import type { TextSettings } from '../settings-types.ts'
import { type Dictionary, openDictionary } from './dictionary.ts'
import { extractText } from './extract.ts'
import { type Fields, openFields } from './fields.ts'
import { openPostings, type Pairs, type PostingStore, pairsOf } from './postings.ts'
import { createTextTables, emptyTextIndex, textIndexId, wordCountListId } from './schema.ts'
import { type Searchable, searchablePaths } from './searchable.ts'

/** The words of the documents of one index. */
export interface WordIndex {
  add(docid: number, document: JsonObject): void
  remove(docid: number, document: JsonObject): void
  /** Writes what `add` and `remove` have gathered. */
  flush(): void
  /** Forgets all documents and paths. */
  clear(): void
  /** The searchable paths seen so far with their field ids, by the settings' order. */
  searchableFields(): { name: string; id: number }[]
  /** What searches ask. Good until the next `flush`. */
  source(): WordSource
}

/** Meilisearch 1.50 counts the words of attributes up to so many. */
const MAX_COUNTED_WORDS = 30
/** A place has 16 bits for its field. Meilisearch 1.50 refuses documents beyond that. */
const MAX_FIELDS = 65_535

export function openWordIndex(
  db: Database,
  uid: string,
  settings: TextSettings,
  stopWords: ReadonlySet<string>,
): WordIndex {
  createTextTables(db)
  const indexId = textIndexId(db, uid)
  let fields = openFields(db, indexId)
  let dictionary = openDictionary(db, indexId)
  let postings = openPostings(db)
  const searchable = searchablePaths(settings.searchableAttributes)
  const added = new Map<string, number[]>()
  const addedCounts = new Map<number, number[]>()
  const removed = new Map<string, Set<number>>()
  const removedCounts = new Map<number, Set<number>>()
  const addedDocids = new Set<number>()
  const updateEnd = db.prepare<[number, number]>(
    'UPDATE search_text_indexes SET docid_end = ? WHERE id = ?',
  )
  const writtenEnd = db
    .prepare<[number], number>('SELECT docid_end FROM search_text_indexes WHERE id = ?')
    .pluck()
    .get(indexId) as number
  let docidEnd = writtenEnd
  let sourceNow: WordSource | null = null

  function fieldOf(path: string): number | null {
    const known = fields.idOf(path)
    if (known !== undefined) return known
    const isSearchable = searchable.weightOf(path) !== undefined
    return isSearchable && fields.names().length < MAX_FIELDS ? fields.give(path) : null
  }

  function countedLists(wordCounts: ReadonlyMap<number, number>): number[] {
    return [...wordCounts]
      .filter(([, count]) => count <= MAX_COUNTED_WORDS)
      .map(([field, count]) => wordCountListId(indexId, field, count))
  }

  function flush(): void {
    if (addedDocids.size + removed.size + removedCounts.size === 0) return
    sourceNow = null
    for (const [word, docids] of removed) {
      const id = dictionary.idOf(word)
      if (id !== undefined && !postings.removeDocuments(id, docids) && !added.has(word)) {
        dictionary.drop(word, id)
      }
    }
    for (const [list, docids] of removedCounts) postings.removeDocuments(list, docids)
    for (const [word, pairs] of added) {
      postings.append(dictionary.give(word), Uint32Array.from(pairs))
    }
    for (const [list, pairs] of addedCounts) postings.append(list, Uint32Array.from(pairs))
    updateEnd.run(docidEnd, indexId)
    forgetGathered()
  }

  function forgetGathered(): void {
    for (const gathered of [added, addedCounts, addedDocids, removed, removedCounts]) {
      gathered.clear()
    }
  }

  return {
    searchableFields() {
      return fields
        .names()
        .map((name, id) => ({ name, id, weight: searchable.weightOf(name) ?? 0 }))
        .sort((a, b) => a.weight - b.weight)
    },
    add(docid, document) {
      const { places, wordCounts } = extractText(document, fieldOf, stopWords)
      for (const [word, ofWord] of places) gather(added, word, pairsOf(docid, ofWord))
      for (const list of countedLists(wordCounts)) gather(addedCounts, list, [docid, 0])
      addedDocids.add(docid)
      docidEnd = Math.max(docidEnd, docid + 1)
    },
    remove(docid, document) {
      // What was gathered for this document must not come after its removal.
      if (addedDocids.has(docid)) flush()
      const { places, wordCounts } = extractText(document, fieldOf, stopWords)
      for (const word of places.keys()) gatherDocid(removed, word, docid)
      for (const list of countedLists(wordCounts)) gatherDocid(removedCounts, list, docid)
    },
    flush,
    clear() {
      emptyTextIndex(db, indexId)
      forgetGathered()
      fields = openFields(db, indexId)
      dictionary = openDictionary(db, indexId)
      postings = openPostings(db)
      docidEnd = 0
      sourceNow = null
    },
    source() {
      flush()
      sourceNow ??= wordSource(
        indexId,
        docidEnd,
        fields,
        dictionary,
        postings,
        searchable,
        settings,
      )
      return sourceNow
    },
  }
}

function wordSource(
  indexId: number,
  docidEnd: number,
  fields: Fields,
  dictionary: Dictionary,
  postings: PostingStore,
  searchable: Searchable,
  settings: TextSettings,
): WordSource {
  const { disableOnAttributes, disableOnNumbers } = settings.typoTolerance
  const weights = fields.names().map((name) => searchable.weightOf(name) ?? 0)
  const exact = fields
    .names()
    .map((name) => disableOnAttributes.some((attribute) => isWithin(name, attribute)))
  return {
    docidEnd,
    hasWord: (word) => dictionary.idOf(word) !== undefined,
    pairsOf(word) {
      const id = dictionary.idOf(word)
      return id === undefined ? NO_PAIRS : postings.read(id)
    },
    wordsFrom: (firstChar) => dictionary.bucket(firstChar).words,
    firstChars: dictionary.firstChars,
    wordsWithPrefix(prefix, limit) {
      const words: string[] = []
      dictionary.visitPrefix(prefix, (word) => words.push(word) < limit)
      return words
    },
    withWordCount(field, count) {
      const pairs = postings.read(wordCountListId(indexId, field, count))
      const documents = DocSet.sized(docidEnd)
      for (let at = 0; at < pairs.length; at += 2) documents.add(pairs[at] as number)
      return documents
    },
    weightOf: (field) => weights[field] ?? 0,
    lastWeight: searchable.lastWeight,
    fields: [...weights.keys()],
    isExactField: (field) => exact[field] ?? false,
    isExactWord: (word) => disableOnNumbers && NUMBER.test(word),
  }
}

function gather<Key>(lists: Map<Key, number[]>, key: Key, pairs: readonly number[]): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, [...pairs])
  else for (const number of pairs) known.push(number)
}

function gatherDocid<Key>(lists: Map<Key, Set<number>>, key: Key, docid: number): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, new Set([docid]))
  else known.add(docid)
}

const NO_PAIRS: Pairs = new Uint32Array(0)

/** Meilisearch 1.50: digits of any kind and ASCII punctuation, nothing else. */
const NUMBER = /^[\p{N}!-/:-@[-`{-~]*$/u
