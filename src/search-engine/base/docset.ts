/**
 * A set of internal document ids: a growable bitmap, iterated in ascending order.
 *
 * The operators `and`, `or` and `andNot` return a new set; the methods ending in `With` change
 * the set they are called on. A bitmap fits because internal ids are dense (the smallest free
 * one is always given out next), so 100,000 documents are 12.5 kB whatever the set holds.
 */
export class DocSet implements Iterable<number> {
  #words: Uint32Array

  constructor(words: Uint32Array = new Uint32Array(0)) {
    this.#words = words
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
    const rest = end & 31
    if (rest > 0) words[words.length - 1] = 0xffffffff >>> (32 - rest)
    return new DocSet(words)
  }

  /** The empty set with room for ids below `end`. */
  static sized(end: number): DocSet {
    return new DocSet(new Uint32Array((end + 31) >>> 5))
  }

  /** The number of ids. Counts on every call: keep the answer where it is needed twice. */
  get size(): number {
    const words = this.#words
    let count = 0
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number
      // Most sets are of few ids.
      if (word !== 0) count += bitCount(word)
    }
    return count
  }

  get isEmpty(): boolean {
    const words = this.#words
    for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false
    return true
  }

  /** Whether there are two ids or more. */
  get hasSeveral(): boolean {
    const words = this.#words
    let seen = false
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number
      if (word === 0) continue
      if (seen || (word & (word - 1)) !== 0) return true
      seen = true
    }
    return false
  }

  /** The smallest id, or undefined for the empty set. */
  get first(): number | undefined {
    for (const id of this) return id
    return undefined
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
  }

  delete(id: number): void {
    const at = id >>> 5
    const word = this.#words[at]
    if (word !== undefined) this.#words[at] = word & ~(1 << (id & 31))
  }

  clear(): void {
    this.#words = new Uint32Array(0)
  }

  clone(): DocSet {
    return new DocSet(this.#words.slice())
  }

  and(other: DocSet): DocSet {
    const length = Math.min(this.#words.length, other.#words.length)
    const words = new Uint32Array(length)
    for (let at = 0; at < length; at++) {
      words[at] = (this.#words[at] as number) & (other.#words[at] as number)
    }
    return new DocSet(words)
  }

  or(other: DocSet): DocSet {
    const [long, short] = this.#words.length >= other.#words.length ? [this, other] : [other, this]
    return long.clone().orWith(short)
  }

  andNot(other: DocSet): DocSet {
    return this.clone().andNotWith(other)
  }

  /** Keeps only the ids that `other` has too. */
  andWith(other: DocSet): this {
    const words = this.#words
    for (let at = 0; at < words.length; at++) {
      words[at] = (words[at] as number) & (other.#words[at] ?? 0)
    }
    return this
  }

  /** Adds the ids of `other`. */
  orWith(other: DocSet): this {
    if (other.#words.length > this.#words.length) this.#grow(other.#words.length)
    const words = this.#words
    for (let at = 0; at < other.#words.length; at++) {
      words[at] = (words[at] as number) | (other.#words[at] as number)
    }
    return this
  }

  /** Removes the ids of `other`. */
  andNotWith(other: DocSet): this {
    const length = Math.min(this.#words.length, other.#words.length)
    const words = this.#words
    for (let at = 0; at < length; at++) {
      words[at] = (words[at] as number) & ~(other.#words[at] as number)
    }
    return this
  }

  /** Whether the two sets have an id in common. */
  intersects(other: DocSet): boolean {
    const length = Math.min(this.#words.length, other.#words.length)
    for (let at = 0; at < length; at++) {
      if (((this.#words[at] as number) & (other.#words[at] as number)) !== 0) return true
    }
    return false
  }

  isSubsetOf(other: DocSet): boolean {
    for (let at = 0; at < this.#words.length; at++) {
      if (((this.#words[at] as number) & ~(other.#words[at] ?? 0)) !== 0) return false
    }
    return true
  }

  /** The number of ids that both sets have. */
  andSize(other: DocSet): number {
    const length = Math.min(this.#words.length, other.#words.length)
    let count = 0
    for (let at = 0; at < length; at++) {
      count += bitCount((this.#words[at] as number) & (other.#words[at] as number))
    }
    return count
  }

  equals(other: DocSet): boolean {
    const length = Math.max(this.#words.length, other.#words.length)
    for (let at = 0; at < length; at++) {
      if ((this.#words[at] ?? 0) !== (other.#words[at] ?? 0)) return false
    }
    return true
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    for (let at = 0; at < this.#words.length; at++) {
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
    const words = this.#words
    let skip = offset
    for (let at = 0; at < words.length && ids.length < limit; at++) {
      let word = words[at] as number
      if (word === 0) continue
      const inWord = bitCount(word)
      if (skip >= inWord) {
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

  #grow(length: number): void {
    const words = new Uint32Array(Math.max(length, this.#words.length + (this.#words.length >> 1)))
    words.set(this.#words)
    this.#words = words
  }
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
