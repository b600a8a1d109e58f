import { bitCount, resized } from './bits.ts'

/** Words of bits that are passed over together where all of them are empty. */
const BLOCK = 8
const BLOCK_BITS = 3

/**
 * A set of internal document ids: a growable bitmap, iterated in ascending order.
 *
 * The operators `and`, `or` and `andNot` return a new set; the methods ending in `With` change
 * the set they are called on. A bitmap fits because internal ids are dense (the smallest free
 * one is always given out next), so 100,000 documents are 12.5 kB whatever the set holds. Ranking
 * handles thousands of sets of a few documents, so each knows which parts of it are empty.
 */
export class DocSet implements Iterable<number> {
  /** Whole blocks. */
  #words: Uint32Array
  /** For each block 0 where it is empty; others may be. */
  #used: Uint8Array

  /** @param words taken over: nobody else may change them */
  constructor(words: Uint32Array = new Uint32Array(0), used?: Uint8Array) {
    const blocks = Math.ceil(words.length / BLOCK)
    this.#words = words.length % BLOCK === 0 ? words : resized(words, blocks * BLOCK)
    this.#used = used ?? new Uint8Array(blocks).fill(1)
  }

  /** The set of these ids. */
  static of(ids: Iterable<number>): DocSet {
    const set = new DocSet()
    for (const id of ids) set.add(id)
    return set
  }

  /** The set of all ids below `end`. */
  static below(end: number): DocSet {
    const words = new Uint32Array((end + 31) >>> 5).fill(0xffffffff)
    if ((end & 31) > 0) words[words.length - 1] = 0xffffffff >>> (32 - (end & 31))
    return new DocSet(words)
  }

  /** The empty set with room for ids below `end`. */
  static sized(end: number): DocSet {
    const blocks = Math.ceil(end / (32 * BLOCK))
    return new DocSet(new Uint32Array(blocks * BLOCK), new Uint8Array(blocks))
  }

  /** The number of ids. Counts on every call: keep the answer where it is needed twice. */
  get size(): number {
    const words = this.#words
    let count = 0
    for (let block = 0; block < this.#used.length; block++) {
      if (this.#used[block] === 0) continue
      const before = count
      const end = (block + 1) * BLOCK
      for (let at = block * BLOCK; at < end; at++) count += bitCount(words[at] as number)
      if (count === before) this.#used[block] = 0
    }
    return count
  }

  get isEmpty(): boolean {
    return this.#firstWord(0) === this.#words.length
  }

  /** Whether there are two ids or more. */
  get hasSeveral(): boolean {
    const at = this.#firstWord(0)
    if (at === this.#words.length) return false
    const word = this.#words[at] as number
    return (word & (word - 1)) !== 0 || this.#firstWord(at + 1) < this.#words.length
  }

  /** The smallest id, or undefined for the empty set. */
  get first(): number | undefined {
    return this.slice(0, 1)[0]
  }

  /** The greatest id, or undefined for the empty set. */
  get last(): number | undefined {
    for (let at = this.#words.length - 1; at >= 0; at--) {
      const word = this.#words[at] as number
      if (word !== 0) return (at << 5) + (31 - Math.clz32(word))
    }
    return undefined
  }

  has(id: number): boolean {
    return ((this.#words[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0
  }

  add(id: number): void {
    const at = id >>> 5
    if (at >= this.#words.length) this.#grow(at + 1)
    this.#words[at] = (this.#words[at] ?? 0) | (1 << (id & 31))
    this.#used[at >>> BLOCK_BITS] = 1
  }

  delete(id: number): void {
    const at = id >>> 5
    const word = this.#words[at]
    if (word !== undefined) this.#words[at] = word & ~(1 << (id & 31))
  }

  clear(): void {
    this.#words = new Uint32Array(0)
    this.#used = new Uint8Array(0)
  }

  clone(): DocSet {
    return new DocSet(this.#words.slice(), this.#used.slice())
  }

  and(other: DocSet): DocSet {
    const blocks = Math.min(this.#used.length, other.#used.length)
    const words = new Uint32Array(blocks * BLOCK)
    const used = new Uint8Array(blocks)
    for (let block = 0; block < blocks; block++) {
      if (this.#used[block] === 0 || other.#used[block] === 0) continue
      const end = (block + 1) * BLOCK
      let all = 0
      for (let at = block * BLOCK; at < end; at++) {
        const word = (this.#words[at] as number) & (other.#words[at] as number)
        words[at] = word
        all |= word
      }
      if (all !== 0) used[block] = 1
    }
    return new DocSet(words, used)
  }

  or(other: DocSet): DocSet {
    return this.clone().orWith(other)
  }

  andNot(other: DocSet): DocSet {
    return this.clone().andNotWith(other)
  }

  /** Keeps only the ids that `other` has too. */
  andWith(other: DocSet): this {
    const kept = this.and(other)
    this.#words = kept.#words
    this.#used = kept.#used
    return this
  }

  /** Adds the ids of `other`. */
  orWith(other: DocSet): this {
    if (other.#words.length > this.#words.length) this.#grow(other.#words.length)
    const words = this.#words
    for (let block = 0; block < other.#used.length; block++) {
      if (other.#used[block] === 0) continue
      this.#used[block] = 1
      const end = (block + 1) * BLOCK
      for (let at = block * BLOCK; at < end; at++) {
        words[at] = (words[at] as number) | (other.#words[at] as number)
      }
    }
    return this
  }

  /** Removes the ids of `other`. */
  andNotWith(other: DocSet): this {
    const blocks = Math.min(this.#used.length, other.#used.length)
    for (let block = 0; block < blocks; block++) {
      if (this.#used[block] === 0 || other.#used[block] === 0) continue
      const end = (block + 1) * BLOCK
      for (let at = block * BLOCK; at < end; at++) {
        this.#words[at] = (this.#words[at] as number) & ~(other.#words[at] as number)
      }
    }
    return this
  }

  /** Whether the two sets have an id in common. */
  intersects(other: DocSet): boolean {
    const end = Math.min(this.#words.length, other.#words.length)
    for (let at = this.#firstWord(0); at < end; at = this.#firstWord(at + 1)) {
      if (((this.#words[at] as number) & (other.#words[at] as number)) !== 0) return true
    }
    return false
  }

  isSubsetOf(other: DocSet): boolean {
    return this.andNot(other).isEmpty
  }

  /** The number of ids that both sets have. */
  andSize(other: DocSet): number {
    return this.and(other).size
  }

  equals(other: DocSet): boolean {
    return this.isSubsetOf(other) && other.isSubsetOf(this)
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    for (let at = this.#firstWord(0); at < this.#words.length; at = this.#firstWord(at + 1)) {
      let word = this.#words[at] as number
      while (word !== 0) {
        const lowest = word & -word
        yield (at << 5) + (31 - Math.clz32(lowest))
        word ^= lowest
      }
    }
  }

  /** The ids from the `offset`-th on, at most `limit` of them, ascending. */
  slice(offset: number, limit: number): number[] {
    const ids: number[] = []
    let skip = offset
    let at = this.#firstWord(0)
    for (; at < this.#words.length && ids.length < limit; at = this.#firstWord(at + 1)) {
      let word = this.#words[at] as number
      const inWord = skip > 0 ? bitCount(word) : 0
      if (skip > 0 && skip >= inWord) {
        skip -= inWord
        continue
      }
      while (word !== 0 && ids.length < limit) {
        const lowest = word & -word
        if (skip > 0) skip--
        else ids.push((at << 5) + (31 - Math.clz32(lowest)))
        word ^= lowest
      }
    }
    return ids
  }

  /** Where the next word that is not empty is, from one on; behind all where there is none. */
  #firstWord(from: number): number {
    const words = this.#words
    let at = from
    while (at < words.length) {
      if (this.#used[at >>> BLOCK_BITS] === 0) at = ((at >>> BLOCK_BITS) + 1) * BLOCK
      else if (words[at] !== 0) return at
      else at++
    }
    return words.length
  }

  #grow(length: number): void {
    const blocks = Math.ceil(Math.max(length, this.#words.length * 1.5) / BLOCK)
    this.#words = resized(this.#words, blocks * BLOCK)
    const used = new Uint8Array(blocks)
    used.set(this.#used)
    this.#used = used
  }
}
