import { expect, test } from 'vitest'
import { tokenize, visitTokens } from '../../../src/search-engine/text/tokenize.ts'

/** Words plain, soft separators in angle brackets, hard ones in square brackets. */
function shown(text: string, stopWords: ReadonlySet<string> = new Set()): string {
  return Array.from(tokenize(text, stopWords), ({ kind, lemma }) => {
    if (kind === 'soft') return `<${lemma}>`
    if (kind === 'hard') return `[${lemma}]`
    return kind === 'stop' ? `(${lemma})` : lemma
  }).join('|')
}

const TEXTS: [string, string][] = [
  ['', ''],
  ['Hello World', 'hello|< >|world'],
  ['late. delivery', 'late|[. ]|delivery'],
  ['late.delivery', 'late|<.>|delivery'],
  ['one, two,three', 'one|[, ]|two|<,>|three'],
  ['so? Yes! no;', 'so|[?]|< >|yes|[!]|< >|no|[;]'],
  ['kebab-case snake_case camelCase', 'kebab|<->|case|< >|snake|<_>|case|< >|camelcase'],
  ["it's can’t", "it|<'>|s|< >|can|<’>|t"],
  ['$99 a=b x<y 3°F', '$99|< >|a=b|< >|x<y|< >|3°f'],
  ['<b>Bold</b>', '<b>bold<|</>|b>'],
  ['anna.k@example.com', 'anna|<.>|k|<@>|example|<.>|com'],
  ['hi 😀 there', 'hi|< >|😀|< >|there'],
  ['Café Straße İstanbul', 'cafe|< >|straße|< >|istanbul'],
  ['ﬁnal œuf Ærø', 'final|< >|oeuf|< >|aerø'],
  ['wait…', 'wait|...'],
  ['你好，世界', '你好|<,>|世界'],
  ['заказ №5 ЗАКАЗ', 'заказ|< >|no5|< >|заказ'],
  ['ＦＵＬＬ', 'FULL'],
  ['주문은 어디', `${'주문은'.normalize('NFKD')}|< >|${'어디'.normalize('NFKD')}`],
  ['הזמנה', 'הזמנה'],
  ['الشجرة', 'ال|شجره'],
  ['a\u0001b', 'ab'],
  ['a\u00a0b', 'a b'],
]
for (const [text, expected] of TEXTS) {
  test(`${JSON.stringify(text)} is cut into ${expected}`, () => {
    expect(shown(text)).toBe(expected)
  })
}

test('a stop word is one only as it is written in the settings', () => {
  expect(shown('The day of the year', new Set(['the', 'of']))).toBe(
    'the|< >|day|< >|(of)|< >|(the)|< >|year',
  )
})

test('tokens lie end to end over the text', () => {
  const text = 'Ünïcode 你好 “quoted” 𝒳 สินค้า ok.'
  let end = 0
  for (const token of tokenize(text)) {
    expect(token.start).toBe(end)
    end = token.end
  }
  expect(end).toBe(text.length)
})

test('cutting a text takes time in proportion to its length', () => {
  const count = (text: string) => Array.from(tokenize(text)).length
  for (const piece of ['a b. ', '...', '你好吗', 'x', '😀']) {
    const short = count(piece.repeat(5_000))
    expect(count(piece.repeat(10_000))).toBeLessThanOrEqual(2 * short)
  }
})

/** Beginnings and ends of the texts above together, in many orders. */
function* mixed(): Generator<string> {
  const texts = TEXTS.map(([text]) => text)
  for (const [at, text] of texts.entries()) {
    for (let step = 1; step < texts.length; step += 3) {
      const other = texts[(at + step) % texts.length] ?? ''
      yield text.slice(0, 1 + (step % 7)) + other.slice(step % 3)
    }
  }
}

test('tokens that are told without their places are the same ones', () => {
  for (const stopWords of [new Set<string>(), new Set(['the', 'Hello', 'o', '你好', '99'])]) {
    for (const text of [...TEXTS.map(([each]) => each), ...mixed()]) {
      const told: unknown[] = []
      visitTokens(text, stopWords, (kind, lemma) => told.push([kind, lemma]) > 0)
      const expected = Array.from(tokenize(text, stopWords), ({ kind, lemma }) => [kind, lemma])
      expect(told, JSON.stringify(text)).toEqual(expected)
    }
  }
})

test('no more tokens are told than are wanted', () => {
  const told: string[] = []
  visitTokens('one two 三四 five', new Set(), (_, lemma) => told.push(lemma) < 4)
  expect(told).toEqual(['one', ' ', 'two', ' '])
})
