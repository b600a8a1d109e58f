/** Search bodies of up to 8 MB that ask for as much work as they can. */
import { agent } from './search-messages.ts'

/** What every second long message is made of. */
export const tenWords = 'order table chair sofa delivery colour address refund price store'.split(
  ' ',
)

export interface ExpensiveBody {
  name: string
  operation: 'search' | 'fetch'
  text: () => string
}

/** What the route takes at most, with room for the names around it. */
const size = 7_900_000

const fill = (part: string, bytes = size) =>
  part.repeat(Math.floor(bytes / Buffer.byteLength(part)))
const many = <Item>(count: number, item: (n: number) => Item): Item[] =>
  Array.from({ length: count }, (_, n) => item(n))

function search(name: string, body: () => object): ExpensiveBody {
  return { name, operation: 'search', text: () => JSON.stringify(body()) }
}

function fetching(name: string, body: () => object): ExpensiveBody {
  return { name, operation: 'fetch', text: () => JSON.stringify(body()) }
}

const query = (name: string, q: () => string) => search(`q: ${name}`, () => ({ q: q() }))
const filter = (name: string, make: () => unknown) => [
  search(`filter: ${name}`, () => ({ filter: make(), limit: 5 })),
  fetching(`filter: ${name} (fetch)`, () => ({ filter: make(), limit: 5 })),
]

const everything = { attributesToHighlight: ['*'], attributesToCrop: ['*'], limit: 100 }

export const expensiveBodies: ExpensiveBody[] = [
  query('U+FDFA', () => fill('\ufdfa')),
  query('combining marks', () => fill('\u0301')),
  query('a letter and combining marks', () => `a${fill('\u0301')}`),
  query('words', () => fill('table ')),
  query('one long word', () => fill('x')),
  query('one long word of letters with marks', () => fill('é')),
  query('quotes', () => fill('" ', size / 2)),
  query('phrases', () => fill('"a b" ', size / 2)),
  query('an open phrase', () => `"${fill('order ')}`),
  query('negative words', () => fill('-the ')),
  query('Chinese', () => fill('我的訂單什麼時候可以送貨')),
  query('Thai', () => fill('สวัสดีครับ')),
  query('Japanese', () => fill('ありがとうございます')),
  query('Arabic', () => fill('الطلب ')),
  query('control characters', () => fill('\u0001', size / 6)),
  query('spaces', () => fill(' ')),
  query('scripts by turns', () => fill('aя')),
  query('emoji', () => fill('😀')),
  query('ten words of long messages', () => tenWords.join(' ')),
  query('ten typos of long messages', () => tenWords.map((word) => `${word}x`).join(' ')),
  query('phrases of long messages', () => '"an order and" "a table an order" -"order table"'),
  search('ten words, 1,000 hits with scores', () => ({
    q: tenWords.join(' '),
    showRankingScoreDetails: true,
    attributesToRetrieve: ['_id'],
    limit: 1_000,
  })),
  search('long messages, sorted', () => ({
    q: tenWords.join(' '),
    sort: ['created_at:asc'],
    attributesToRetrieve: ['_id'],
    limit: 1_000,
  })),
  search('facets of long messages', () => ({ q: 'order', facets: ['*'], limit: 1 })),
  search('facets of all messages', () => ({ facets: ['*'], limit: 1 })),
  ...filter('OR of one field', () => {
    return many(450_000, (n) => `type = ${n}`).join(' OR ')
  }),
  ...filter('IN', () => `type IN [${many(1_000_000, String).join(',')}]`),
  ...filter('a list of clauses', () => [many(450_000, (n) => `type = ${n}`)]),
  ...filter('a list of lists', () => many(400_000, () => ['type = text'])),
  ...filter('ranges', () => many(350_000, (n) => `created_at > ${n}`).join(' OR ')),
  ...filter('inequalities', () => many(400_000, (n) => `type != ${n}`).join(' AND ')),
  ...filter('a long value', () => `type = "${fill('x')}"`),
  ...filter('a long value of U+FDFA', () => `type = "${fill('\ufdfa')}"`),
  ...filter('a long value of combining marks', () => `type = "${fill('\u0301')}"`),
  ...filter('escapes', () => `type = "${fill('\\n', 3_900_000)}"`),
  ...filter('spaces', () => `type = text${fill(' ')}`),
  ...filter('prefixes', () => many(280_000, (n) => `type STARTS WITH ${n}`).join(' OR ')),
  ...filter('names', () => many(400_000, (n) => `type.b${n} = 1`).join(' OR ')),
  ...filter('negations', () => many(300_000, (n) => `NOT type = ${n}`).join(' AND ')),
  ...filter('a polygon', () => `_geoPolygon(${many(800_000, () => '[1, 2]').join(',')})`),
  ...filter('a sentence at the end', () => `${many(450_000, (n) => `type = ${n}`).join(' OR ')} x`),
  search('sort', () => ({ sort: many(450_000, () => 'created_at:asc') })),
  search('sort of many names', () => ({ sort: many(95_000, (n) => `created_at.f${n}:asc`) })),
  search('facets', () => ({ facets: many(95_000, (n) => `type.x${n}`) })),
  search('the same facets', () => ({ facets: many(700_000, () => 'type') })),
  search('facets with stars', () => ({ facets: many(95_000, (n) => `type.${n}*`) })),
  search('distinct', () => ({ distinct: fill('x') })),
  search('retrieve', () => ({ attributesToRetrieve: many(95_000, (n) => `name${n}`) })),
  search('retrieve paths', () => ({ attributesToRetrieve: [fill('a.', 400_000)] })),
  search('crop', () => ({ q: 'order', attributesToCrop: many(95_000, (n) => `name${n}`) })),
  search('crop stars', () => ({ q: 'order', attributesToCrop: many(95_000, (n) => `*:${n}`) })),
  search('highlight stars', () => ({
    q: 'order',
    attributesToHighlight: many(95_000, () => '*'),
  })),
  search('highlight', () => ({ q: 'order', attributesToHighlight: many(95_000, (n) => `n${n}`) })),
  search('search on', () => ({
    q: 'order',
    attributesToSearchOn: many(95_000, (n) => `content.text${n}`),
  })),
  search('search on stars', () => ({
    q: 'order',
    attributesToSearchOn: many(95_000, (n) => `c${'o'.repeat(n % 30)}${n}*`),
  })),
  fetching('a million ids', () => ({ filter: 'type = text', ids: many(900_000, String) })),
  search('half a million keys', () => Object.fromEntries(many(500_000, (n) => [`k${n}`, 1]))),
  search('two million lists', () => ({ filter: many(2_000_000, () => []) })),
  search('digits that are no number', () => ({ filter: `type = ${fill('1')}x` })),
  search('marks in no order', () => ({ filter: `type = "a${fill('\u0301\u0316')}"` })),
  fetching('ids', () => ({ filter: 'type = text', ids: many(95_000, String) })),
  fetching('fields', () => ({ filter: 'type = text', fields: many(95_000, (n) => `n${n}`) })),
  search('a crop marker', () => ({
    q: 'the',
    cropMarker: fill('x'),
    ...everything,
    cropLength: 1,
  })),
  search('a tag', () => ({ q: 'the', highlightPreTag: fill('<'), ...everything })),
  search('a tag of half a megabyte', () => ({
    q: 'the',
    highlightPostTag: fill('<', 500_000),
    ...everything,
  })),
  search('every long message, highlighted', () => ({ q: 'a', ...everything, limit: 1_000 })),
  search('every match of a letter', () => ({
    q: 'a a a a a a a a a a',
    showMatchesPosition: true,
    limit: 1_000,
  })),
  fetching('every long message', () => ({ filter: 'type = text', limit: 100_000 })),
  fetching('fields of every long message', () => ({
    filter: 'type = text',
    fields: ['content'],
    limit: 100_000,
  })),
  search('a key that is not known', () => ({ [fill('x')]: 1 })),
  search('a value of the wrong type', () => ({ limit: many(1_500_000, () => 'a') })),
  search('a strategy that is not known', () => ({ matchingStrategy: fill('l') })),
  search('nested arrays', () => ({
    filter: many(60_000, () => JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)),
  })),
  search(`from ${agent}`, () => ({ filter: `from = ${agent}`, facets: ['*'], limit: 1_000 })),
]
