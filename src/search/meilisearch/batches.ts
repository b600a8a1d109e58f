/** Far below the 100 MB that Meilisearch takes at once. */
const maxBytes = 16 * 1024 * 1024

/**
 * Cuts a list where a request would get too large. Pure.
 *
 * @param maxCount the most items in a batch
 * @param textOf what an item adds to the request
 */
export function* batchesOf<Item>(
  items: Iterable<Item>,
  maxCount: number,
  textOf: (item: Item) => string,
  limit = maxBytes,
): Generator<Item[]> {
  let batch: Item[] = []
  let size = 0
  for (const item of items) {
    const more = Buffer.byteLength(textOf(item))
    if (batch.length > 0 && (batch.length === maxCount || size + more > limit)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(item)
    size += more
  }
  if (batch.length > 0) yield batch
}
