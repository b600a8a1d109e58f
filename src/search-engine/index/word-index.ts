import type { Database } from 'better-sqlite3'
import type { JsonObject } from '../base/json.ts'
import { isWithin } from '../base/patterns.ts'
import type { TextSettings } from '../settings/settings-types.ts'
import { createBulkLists } from './bulk-lists.ts'
import { type ExtractedText, extractText } from './extract.ts'
import { type Fields, openFields } from './fields.ts'
import { type EncodedLists, encodeLists, openJournal, visitLists } from './journal.ts'
import { type Pairs, PostingList } from './posting-list.ts'
import { createTextTables, textIndexId } from './schema.ts'
import { type Searchable, searchablePaths } from './searchable.ts'
import { createWordLists, HIDDEN, type WordLists } from './word-lists.ts'
import type { WordSource } from './word-source.ts'

/** The words of the documents of one index: in memory, with all changes also in SQLite. */
export interface WordIndex {
  /**
   * Brings what is in SQLite into memory, until `isOver`; true when all of it is there. What comes
   * first of the other methods does the rest.
   */
  load(isOver: () => boolean): boolean
  add(docid: number, document: JsonObject): void
  remove(docid: number, document: JsonObject): void
  /** Writes what `add` and `remove` have gathered. */
  flush(): void
  /** Forgets all documents and paths. */
  clear(): void
  /** The searchable paths seen so far with their field ids, by the settings' order. */
  searchableFields(): { name: string; id: number; weight: number }[]
  /** What searches ask. Good until the next change. */
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
  const fields = openFields(db, indexId)
  const journal = openJournal(db, indexId)
  const searchable = searchablePaths(settings.searchableAttributes)
  const added = new Map<string, number[]>()
  const removed = new Map<string, number[]>()
  const addedDocids = new Set<number>()
  let lists = createWordLists()
  let loading: Iterator<void> | null = loadAll()
  let docidEnd = 0

  function load(isOver: () => boolean): boolean {
    while (loading !== null) {
      if (loading.next().done === true) loading = null
      else if (isOver()) return false
    }
    return true
  }

  /** Yields after each small piece of work. */
  function* loadAll(): Generator<void, void, undefined> {
    const bulk = createBulkLists()
    const changes: EncodedLists[] = []
    for (const change of journal.read()) {
      for (const word of change.words) lists.numberOf(word)
      bulk.measure(change.lists)
      changes.push(change.lists)
      yield
    }
    lists.takeNewWords()
    for (const encoded of changes) {
      bulk.copy(encoded)
      yield
    }
    let count = 0
    for (const [word, numbers, isOrdered] of bulk.lists()) {
      const list = PostingList.of(numbers, isOrdered)
      lists.set(word, list)
      docidEnd = Math.max(docidEnd, lastDocid(list.pairs) + 1)
      if (++count % 1_000 === 0) yield
    }
  }

  function apply(encoded: EncodedLists): void {
    visitLists(encoded, (kind, word, from, to) => {
      if (kind === 'remove') lists.remove(word, new Set(encoded.subarray(from, to)))
      else {
        lists.append(word, encoded, from, to)
        docidEnd = Math.max(docidEnd, (encoded[to - 2] as number) + 1)
      }
    })
  }

  function fieldOf(path: string): number | null {
    const known = fields.idOf(path)
    if (known !== undefined) return known
    const isSearchable = searchable.weightOf(path) !== undefined
    return isSearchable && fields.count() < MAX_FIELDS ? fields.give(path) : null
  }

  function flush(): void {
    if (added.size + removed.size === 0) return
    load(() => false)
    const changed = encodeLists(numbered(removed), numbered(added))
    journal.write({ words: lists.takeNewWords(), lists: changed })
    apply(changed)
    forgetGathered()
  }

  function numbered(all: ReadonlyMap<string, number[]>): [number, number[]][] {
    return [...all].map(([word, numbers]) => [lists.numberOf(word), numbers])
  }

  function forgetGathered(): void {
    added.clear()
    removed.clear()
    addedDocids.clear()
  }

  return {
    load,
    add(docid, document) {
      const text = extractText(document, fieldOf, stopWords)
      for (const [word, places] of text.places) {
        const pairs = gathered(added, word)
        for (const place of places) pairs.push(docid, place)
      }
      for (const list of countLists(text)) gathered(added, list).push(docid, 0)
      addedDocids.add(docid)
    },
    remove(docid, document) {
      // What was gathered for this document must not come after its removal.
      if (addedDocids.has(docid)) flush()
      const text = extractText(document, fieldOf, stopWords)
      for (const word of text.places.keys()) gathered(removed, word).push(docid)
      for (const list of countLists(text)) gathered(removed, list).push(docid)
    },
    flush,
    clear() {
      journal.clear()
      fields.clear()
      forgetGathered()
      lists = createWordLists()
      loading = null
      docidEnd = 0
    },
    searchableFields() {
      return fields
        .names()
        .map((name, id) => ({ name, id, weight: searchable.weightOf(name) ?? 0 }))
        .sort((a, b) => a.weight - b.weight)
    },
    source() {
      flush()
      load(() => false)
      return wordSource(lists, docidEnd, fields, searchable, settings)
    },
  }
}

function wordSource(
  lists: WordLists,
  docidEnd: number,
  fields: Fields,
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
    hasWord: lists.hasWord,
    pairsOf: lists.pairsOf,
    wordsFrom: lists.wordsFrom,
    firstChars: lists.firstChars,
    wordsWithPrefix: lists.wordsWithPrefix,
    withWordCount: (field, count) => lists.pairsOf(countList(field, count)),
    weightOf: (field) => weights[field] ?? 0,
    lastWeight: searchable.lastWeight,
    fields: [...weights.keys()],
    isExactField: (field) => exact[field] ?? false,
    hasExactFields: exact.includes(true),
    isExactWord: (word) => disableOnNumbers && NUMBER.test(word),
  }
}

/** The lists of the documents with so many words in a field that a document belongs to. */
function countLists({ wordCounts }: ExtractedText): string[] {
  return [...wordCounts]
    .filter(([, count]) => count <= MAX_COUNTED_WORDS)
    .map(([field, count]) => countList(field, count))
}

function lastDocid(pairs: Pairs): number {
  return pairs[pairs.length - 2] as number
}

function countList(field: number, count: number): string {
  return `${HIDDEN}${field}:${count}`
}

function gathered(all: Map<string, number[]>, word: string): number[] {
  const known = all.get(word)
  if (known !== undefined) return known
  const created: number[] = []
  all.set(word, created)
  return created
}

/** Meilisearch 1.50: digits of any kind and ASCII punctuation, nothing else. */
const NUMBER = /^[\p{N}!-/:-@[-`{-~]*$/u
