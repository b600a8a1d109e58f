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
  const sizeOf = createGroupSizes(found)
  const byCount = Map.groupBy(found, ({ docids }) => docids.length)
  for (const count of [...byCount.keys()].sort((left, right) => right - left)) {
    const late = Array.from({ length: levels }, (): CountedValue<V>[] => [])
    for (const one of (byCount.get(count) as CountedValue<V>[]).toReversed()) {
      let level = 0
      while (level < levels && sizeOf(level + 1, one.place) === count) level++
      if (level === 0) yield one
      else late[level - 1]?.push(one)
    }
    for (const values of late) yield* values
  }
}

/** How many candidates have a value of the group on a level (from 1 on) that a place belongs to. */
function createGroupSizes(
  found: readonly CountedValue<unknown>[],
): (level: number, place: number) => number {
  const levels = [new Map(found.map(({ place, docids }) => [place, docids]))]

  function docidsOf(level: number, at: number): readonly number[] {
    levels[level] ??= new Map()
    const known = levels[level].get(at)
    if (known !== undefined || level === 0) return known ?? []
    const members = Array.from({ length: GROUP }, (_, member) => {
      return docidsOf(level - 1, at * GROUP + member)
    }).filter((docids) => docids.length > 0)
    const [first = []] = members
    const docids = members.length > 1 ? [...new Set(members.flat())] : first
    levels[level].set(at, docids)
    return docids
  }

  return (level, place) => docidsOf(level, Math.floor(place / GROUP ** level)).length
}
