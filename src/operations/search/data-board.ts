/** What the data board, where today's clients search boards, takes otherwise than the documented addresses. */

/** @param url as it was asked */
export function isOfDataBoard(url: string): boolean {
  return url.includes('/data-board/')
}

/** `-created_at` as today's clients write it, where they search boards. */
const descending = /^-([^:]+)$/

/**
 * The data board takes a sort in the words of lists; the engine has its own. What is in the engine's own
 * words stays. That a text alone is a list of one is guessed.
 *
 * @param url as it was asked
 */
export function withDataBoardSort(url: string, body: unknown): unknown {
  if (!isOfDataBoard(url)) return body
  if (typeof body !== 'object' || body === null || !('sort' in body)) return body
  const { sort } = body
  const list = typeof sort === 'string' ? [sort] : sort
  if (!Array.isArray(list)) return body
  return {
    ...body,
    sort: list.map((one: unknown) =>
      typeof one === 'string' ? one.replace(descending, '$1:desc') : one,
    ),
  }
}
