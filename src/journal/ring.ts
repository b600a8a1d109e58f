/**
 * The latest entries, as many as there is room for. Their texts are in one buffer, outside of the heap: a
 * thousand answers there would be copied from one place to another until they leave, which takes longer
 * than to make them.
 */
import { type Entry, longestBody, type Texts } from './entry.ts'

/** A buffer begins with so many bytes, and grows to twice as many each time. */
const leastBytes = 16 * 1024

/** So many bytes the texts of a ring have at most, whatever the number of its entries. */
export const mostBytes = 8 * 2 ** 20

export interface Ring<One extends Entry> {
  /**
   * The entry that leaves for the next one, to be filled and added again: a new object for each would grow
   * old in the heap. undefined while there is room.
   */
  spare(): One | undefined
  add(entry: One, texts: Texts): void
  /** The oldest first. */
  entries(): One[]
  /** Empty ones of an entry that has left. */
  textsOf(entry: One): Texts
  count(): number
  /** How many had to leave so far. */
  dropped(): number
  /** Forgets those that do not pass, which are not counted as dropped. */
  keepOnly(test: (entry: One) => boolean): void
  clear(dropped?: number): void
}

const lengthOf = ({ headBytes, bodyBytes, answerBytes }: Entry) =>
  headBytes + bodyBytes + answerBytes

/** @param most entries */
export function createRing<One extends Entry>(most: number): Ring<One> {
  let kept: (One | undefined)[] = []
  /** Where the oldest is. Those before it have left. */
  let first = 0
  let dropped = 0
  let bytes = Buffer.alloc(0)
  /** Where the next text begins. */
  let next = 0

  const oldest = () => kept[first]

  /** @returns where so many bytes are free in one piece, -1 where they are not */
  function findRoom(needed: number): number {
    const tail = oldest()?.at
    if (tail === undefined) return needed <= bytes.length ? 0 : -1
    if (next > tail) {
      if (next + needed <= bytes.length) return next
      return needed < tail ? 0 : -1
    }
    return next + needed < tail ? next : -1
  }

  function makeRoom(needed: number): number {
    for (;;) {
      const at = findRoom(needed)
      if (at >= 0) return at
      if (bytes.length < mostBytes) grow()
      else dropOldest()
    }
  }

  function grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(leastBytes, 2 * bytes.length))
    let end = 0
    for (const entry of kept.slice(first) as One[]) {
      const { at } = entry
      entry.at = end
      end += bytes.copy(larger, end, at, at + lengthOf(entry))
    }
    bytes = larger
    next = end
  }

  function dropOldest(): One | undefined {
    const entry = oldest()
    if (entry !== undefined) entry.at = -1
    kept[first] = undefined
    first += 1
    dropped += 1
    // What is moved then is moved once for each entry, on the average.
    if (first >= most) {
      kept.splice(0, first)
      first = 0
    }
    return entry
  }

  return {
    spare: () => (kept.length - first >= most ? dropOldest() : undefined),
    add(entry, [head, body, answer]) {
      if (kept.length - first >= most) dropOldest()
      const isLong = body.length > longestBody || answer.length > longestBody
      const sent = isLong ? body.slice(0, longestBody) : body
      const answered = isLong ? answer.slice(0, longestBody) : answer
      // So many bytes they may be in UTF-8. To ask how many there are would read them once more.
      const at = makeRoom(3 * (head.length + sent.length + answered.length))
      entry.at = at
      entry.headBytes = bytes.write(head, at)
      next = at + entry.headBytes
      entry.bodyBytes = sent === '' ? 0 : bytes.write(sent, next)
      next += entry.bodyBytes
      entry.answerBytes = answered === '' ? 0 : bytes.write(answered, next)
      next += entry.answerBytes
      kept.push(entry)
    },
    entries: () => kept.slice(first) as One[],
    textsOf(entry) {
      const { at, headBytes, bodyBytes } = entry
      if (at < 0) return ['', '', '']
      const [body, answer] = [at + headBytes, at + headBytes + bodyBytes]
      const text = (from: number, to: number) => bytes.toString('utf8', from, to)
      return [text(at, body), text(body, answer), text(answer, at + lengthOf(entry))]
    },
    count: () => kept.length - first,
    dropped: () => dropped,
    keepOnly(test) {
      const all = kept.slice(first) as One[]
      for (const entry of all) if (!test(entry)) entry.at = -1
      // What is between those that stay is free when the first of them leaves.
      kept = all.filter(test)
      first = 0
    },
    clear(before = 0) {
      for (const entry of kept) if (entry !== undefined) entry.at = -1
      kept = []
      first = 0
      dropped = before
      bytes = Buffer.alloc(0)
      next = 0
    },
  }
}
