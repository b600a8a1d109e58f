/** What is asked of the engine, each time with other words. */
import { agent, messages, randomNumbers } from './search-messages.ts'

export interface SearchCase {
  name: string
  operation: 'search' | 'fetch'
  /** Of the p99, in ms. */
  goal: number | undefined
  /** The body of request number `n`. */
  body: (n: number) => object
}

/** @param count how many messages there are */
export function searchCases(count: number): SearchCase[] {
  const documents = new Map<string, number>()
  const pairs: string[] = []
  const triples: string[] = []
  const random = randomNumbers(11)
  for (const { words } of messages(count)) {
    for (const word of new Set(words)) documents.set(word, (documents.get(word) ?? 0) + 1)
    const plain = words.filter((word) => /^[a-z]{2,12}$/.test(word))
    if (triples.length < 2_000 && plain.length >= 3) triples.push(plain.slice(0, 3).join(' '))
    const long = words.filter((word) => /^[a-z]{6,12}$/.test(word))
    const [first, second] = long
    if (pairs.length < 2_000 && first !== undefined && second !== undefined) {
      pairs.push(random() < 0.5 ? `${mistype(first)} ${second}` : `${first} ${mistype(second)}`)
    }
  }
  const byCount = [...documents].toSorted(([, one], [, other]) => other - one)
  const common = byCount.slice(0, 20).map(([word]) => word)
  const rare = byCount
    .filter(([word, found]) => found <= 3 && word.length >= 6)
    .map(([word]) => word)
  const prefixes = [
    ...new Set(
      byCount.slice(0, 5_000).flatMap(([word]) => /^[a-z]{2}(?=[a-z])/.exec(word)?.[0] ?? []),
    ),
  ]
  const limit = 20
  const turn = (list: string[], n: number): string => list[n % list.length] ?? ''
  const search = (name: string, goal: number | undefined, body: (n: number) => object) =>
    ({ name, operation: 'search', goal, body }) as const
  const fetch = (size: number, goal: number) =>
    ({
      name: `fetch of ${size.toLocaleString('en-US')}`,
      operation: 'fetch',
      goal,
      body: () => ({ filter: 'doc_name = message', limit: size }),
    }) as const
  return [
    search('empty query', 3, () => ({ q: '', limit })),
    search('empty query, no limit given (100)', undefined, () => ({ q: '' })),
    search('one common word', 15, (n) => ({ q: turn(common, n), limit })),
    search('one rare word', 30, (n) => ({ q: turn(rare, n), limit })),
    search('two words with a typo', 30, (n) => ({ q: turn(pairs, n), limit })),
    search('three words', 15, (n) => ({ q: turn(triples, n), limit })),
    search('a prefix of two letters', 15, (n) => ({ q: turn(prefixes, n), limit })),
    search('a filter hitting half the documents', 30, (n) => ({
      q: '',
      filter: n % 2 === 0 ? `from = ${agent}` : `from != ${agent}`,
      limit,
    })),
    search('that filter and one common word', 30, (n) => ({
      q: turn(common, n),
      filter: `from = ${agent}`,
      limit,
    })),
    fetch(20, 3),
    fetch(10_000, 30),
  ]

  /** Another letter instead of one in the middle. */
  function mistype(word: string): string {
    const at = 2 + Math.floor(random() * (word.length - 3))
    const letter = word[at] === 'x' ? 'q' : 'x'
    return word.slice(0, at) + letter + word.slice(at + 1)
  }
}
