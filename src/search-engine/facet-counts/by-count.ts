/** A value of a field with the candidates that have it. */
export interface CountedValue<V> {
  value: V
  /** Its place among all values of the field, also those that no candidate has. */
  place: number
  docids: readonly number[]
}

/** How many values or groups are one group of the level above. */
const GROUP = 4

/** Fewer of them are not grouped. */
const MIN_GROUPED = 20

/** More values than these that change together are grouped anew, on all levels. */
const MANY = 1000

/**
 * How many levels of groups the real engine keeps above the values of a field once they are
 * indexed together (Meilisearch 1.50: one level for `FacetsUpdateIncremental`; numbers as
 * `FacetsUpdateBulk`, strings as `generate_facet_levels` make them). What is indexed bit by bit
 * there is grouped less evenly; that only shows in the order of values that are equally frequent.
 */
export function countLevels(type: 'number' | 'string', values: number): number {
  if (values <= MANY) return values >= MIN_GROUPED ? 1 : 0
  let levels = 1
  let size = Math.ceil(values / GROUP)
  for (;;) {
    const next = Math.ceil(size / GROUP)
    const isKept = type === 'number' ? next >= MIN_GROUPED / GROUP : size >= MIN_GROUPED
    if (!isKept) return levels
    levels++
    size = next
  }
}

/**
 * The values by how many candidates have them, most first. Of equally frequent ones the last comes
 * first, but for those that had to be looked for in a group no more frequent than they are: the
 * engine opens groups by the same order and a value goes before a group (Meilisearch 1.50:
 * `count_iterate_over_facet_distribution`). `found` is ascending by place.
 */
export function* orderByCount<V>(
  found: readonly CountedValue<V>[],
  levels: number,
): Generator<CountedValue<V>> {
  const fillsGroup = createGroupCheck(found)
  const byCount = Map.groupBy(found, ({ docids }) => docids.length)
  for (const count of [...byCount.keys()].sort((left, right) => right - left)) {
    const late = Array.from({ length: levels }, (): CountedValue<V>[] => [])
    for (const one of (byCount.get(count) as CountedValue<V>[]).toReversed()) {
      let level = 0
      while (level < levels && fillsGroup(level + 1, one)) level++
      if (level === 0) yield one
      else late[level - 1]?.push(one)
    }
    for (const values of late) yield* values
  }
}

/** Whether no other candidates have a value of the group on a level (from 1 on) than have this. */
function createGroupCheck(
  found: readonly CountedValue<unknown>[],
): (level: number, value: CountedValue<unknown>) => boolean {
  const levels = [new Map<number, readonly number[]>()]
  for (const { place, docids } of found) levels[0]?.set(place, docids)

  function docidsOf(level: number, at: number): readonly number[] {
    levels[level] ??= new Map()
    const known = levels[level].get(at)
    if (known !== undefined || level === 0) return known ?? []
    const docids = [...new Set(membersOf(level, at).flat())]
    levels[level].set(at, docids)
    return docids
  }

  function membersOf(level: number, at: number): (readonly number[])[] {
    return Array.from({ length: GROUP }, (_, member) => docidsOf(level - 1, at * GROUP + member))
  }

  return (level, { place, docids }) => {
    const at = Math.floor(place / GROUP ** level)
    // Most groups of a few values have others, which shows without joining their documents.
    if (level === 1) return membersOf(1, at).every((others) => isWithin(others, docids))
    return docidsOf(level, at).length === docids.length
  }
}

function isWithin(docids: readonly number[], others: readonly number[]): boolean {
  const [first] = docids
  if (first === undefined || docids === others) return true
  if (docids.length > others.length || !others.includes(first)) return false
  const known = new Set(others)
  return docids.every((docid) => known.has(docid))
}
