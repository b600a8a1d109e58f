/**
 * A posting list: pairs of docid and place, ascending, as `[docid, place, docid, place, …]`.
 * It may hold a document several times, once for each place.
 */
export type Pairs = ArrayLike<number>

/** Most words are rare: up to so many numbers a plain array is smaller and made faster. */
const SHORT = 128

/** A posting list that grows. */
export class PostingList {
  /** null once the list is long. */
  #short: number[] | null = []
  #long: Uint32Array = EMPTY
  #length = 0
  #isOrdered = true

  /** Takes over pairs as they are, in order of docid or not; the places of each must ascend. */
  static of(numbers: Uint32Array, isOrdered: boolean): PostingList {
    const list = new PostingList()
    list.#short = null
    list.#long = numbers
    list.#length = numbers.length
    list.#isOrdered = isOrdered
    return list
  }

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** The pairs as they are now. Good until the list changes; not to be changed. */
  get pairs(): Pairs {
    if (!this.#isOrdered) this.#order()
    return this.#short ?? this.#long.subarray(0, this.#length)
  }

  /** Appends the pairs from `from` to `to` in `numbers`. */
  append(numbers: Uint32Array, from: number, to: number): void {
    // A document that took a freed docid comes late.
    const isLater = this.#length === 0 || (numbers[from] as number) > this.#lastDocid()
    if (!isLater || !isAscending(numbers, from, to)) this.#isOrdered = false
    const length = this.#length + to - from
    if (this.#short !== null && length <= SHORT) {
      for (let at = from; at < to; at++) this.#short.push(numbers[at] as number)
    } else {
      this.#reserve(length)
      // Mostly a few at once: a view of them would cost more than they do.
      let end = this.#length
      for (let at = from; at < to; at++) this.#long[end++] = numbers[at] as number
    }
    this.#length = length
  }

  /** Takes all places of some documents out. */
  remove(docids: ReadonlySet<number>): void {
    const numbers = this.#short ?? this.#long
    let kept = 0
    for (let at = 0; at < this.#length; at += 2) {
      const docid = numbers[at] as number
      if (docids.has(docid)) continue
      numbers[kept] = docid
      numbers[kept + 1] = numbers[at + 1] as number
      kept += 2
    }
    this.#length = kept
    if (this.#short !== null) this.#short.length = kept
  }

  #lastDocid(): number {
    return (this.#short ?? this.#long)[this.#length - 2] as number
  }

  #reserve(length: number): void {
    if (this.#short === null && length <= this.#long.length) return
    const grown = new Uint32Array(Math.ceil(length * 1.5))
    grown.set(this.#short ?? this.#long.subarray(0, this.#length))
    this.#long = grown
    this.#short = null
  }

  #order(): void {
    const sorted = ordered(this.#short ?? this.#long.subarray(0, this.#length))
    if (this.#short === null) this.#long = sorted
    else this.#short = Array.from(sorted)
    this.#isOrdered = true
  }
}

const EMPTY = new Uint32Array(0)

function isAscending(pairs: Pairs, from: number, to: number): boolean {
  for (let at = from + 2; at < to; at += 2) {
    const docid = pairs[at] as number
    const before = pairs[at - 2] as number
    if (docid < before) return false
    if (docid === before && (pairs[at + 1] as number) < (pairs[at - 1] as number)) return false
  }
  return true
}

function ordered(pairs: Pairs): Uint32Array {
  const keys = new Float64Array(pairs.length / 2)
  for (let at = 0; at < keys.length; at++) {
    keys[at] = (pairs[2 * at] as number) * 2 ** 32 + (pairs[2 * at + 1] as number)
  }
  keys.sort()
  const sorted = new Uint32Array(pairs.length)
  for (const [at, key] of keys.entries()) {
    sorted[2 * at] = Math.floor(key / 2 ** 32)
    sorted[2 * at + 1] = key % 2 ** 32
  }
  return sorted
}
