import { DocSet } from '../base/docset.ts'

/**
 * Documents that a rule has yet to place. Few of them are kept as a list: a set of bits is as long
 * as the index, whatever it holds, and a rule goes through it for each way through the query.
 */
export interface Remaining {
  readonly isEmpty: boolean
  /** Whether some of them are among `documents`. */
  meets(documents: DocSet): boolean
  /** Those that are among `documents`, apart from these. */
  in(documents: DocSet): Remaining
  clone(): Remaining
  remove(others: Remaining): void
  /** A set of its own. */
  toSet(): DocSet
  /** The documents that are not among these, as a set of its own. */
  goneFrom(documents: DocSet): DocSet
}

/** To look at so many ids takes about as long as to look at the bits of one. */
const IDS_OF_ONE = 64

/** @param docidEnd above every docid */
export function remainingOf(documents: DocSet, docidEnd: number): Remaining {
  const { size } = documents
  return size * IDS_OF_ONE <= docidEnd
    ? new FewRemaining(documents.slice(0, size), docidEnd)
    : new ManyRemaining(documents.clone())
}

class FewRemaining implements Remaining {
  /** Ascending. */
  #ids: readonly number[]
  readonly #docidEnd: number

  constructor(ids: readonly number[], docidEnd: number) {
    this.#ids = ids
    this.#docidEnd = docidEnd
  }

  get isEmpty(): boolean {
    return this.#ids.length === 0
  }

  meets(documents: DocSet): boolean {
    for (const id of this.#ids) if (documents.has(id)) return true
    return false
  }

  in(documents: DocSet): FewRemaining {
    return new FewRemaining(
      this.#ids.filter((id) => documents.has(id)),
      this.#docidEnd,
    )
  }

  clone(): FewRemaining {
    return new FewRemaining(this.#ids, this.#docidEnd)
  }

  remove(others: Remaining): void {
    if (others.isEmpty) return
    const removed = new Set(others instanceof FewRemaining ? others.#ids : others.toSet())
    this.#ids = this.#ids.filter((id) => !removed.has(id))
  }

  toSet(): DocSet {
    const set = DocSet.sized(this.#docidEnd)
    for (const id of this.#ids) set.add(id)
    return set
  }

  goneFrom(documents: DocSet): DocSet {
    const gone = documents.clone()
    for (const id of this.#ids) gone.delete(id)
    return gone
  }
}

class ManyRemaining implements Remaining {
  readonly #documents: DocSet

  constructor(documents: DocSet) {
    this.#documents = documents
  }

  get isEmpty(): boolean {
    return this.#documents.isEmpty
  }

  meets(documents: DocSet): boolean {
    return this.#documents.intersects(documents)
  }

  in(documents: DocSet): ManyRemaining {
    return new ManyRemaining(this.#documents.and(documents))
  }

  clone(): ManyRemaining {
    return new ManyRemaining(this.#documents.clone())
  }

  remove(others: Remaining): void {
    this.#documents.andNotWith(others instanceof ManyRemaining ? others.#documents : others.toSet())
  }

  toSet(): DocSet {
    return this.#documents.clone()
  }

  goneFrom(documents: DocSet): DocSet {
    return documents.andNot(this.#documents)
  }
}
