/** What the code cites of the gateway is written down where the citations say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const facts = readFileSync(join(root, 'docs/gateway-facts.md'), 'utf8')

const sections = new Set(
  [...facts.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number),
)
const questions = new Set(
  [...facts.slice(facts.indexOf('\n## 10.')).matchAll(/^\| (\d+) \|/gm)].map(([, n]) => n),
)

/** Comments are wrapped, so a citation can stand on two lines. */
function citationsIn(text: string): { section: string; number?: string }[] {
  const joined = text.replace(/\n\s*(?:\*|\/\/)/g, '').replace(/\s+/g, ' ')
  return [...joined.matchAll(/gateway facts (\d+(?:\.\d+)?)(?:, number (\d+))?/g)].map(
    ([, section = '', number]) => ({ section, ...(number !== undefined && { number }) }),
  )
}

const citations = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    citationsIn(readFileSync(join(root, 'src', file), 'utf8')).map((one) => ({ file, ...one })),
  )

test('every citation leads to its section or question', () => {
  expect(citations.length).toBeGreaterThan(10)
  const lost = citations.filter(
    ({ section, number }) =>
      !sections.has(section) || (number !== undefined && !questions.has(number)),
  )
  expect(lost).toEqual([])
})

test('every question is cited by some code', () => {
  expect([...questions].sort()).toEqual(
    [...new Set(citations.flatMap(({ number = [] }) => number))].sort(),
  )
})

test('a citation is found across two lines, and missed where there is none', () => {
  expect(citationsIn('/**\n * as told (gateway facts\n * 10, number 14). */')).toEqual([
    { section: '10', number: '14' },
  ])
  expect(citationsIn('// the facts of the gateway')).toEqual([])
})
