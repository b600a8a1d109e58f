/** What the code cites of the gateway is written down where the citations say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const facts = readFileSync(join(root, 'docs/gateway-facts.md'), 'utf8')
const neighbours = readFileSync(join(root, 'docs/neighbours.md'), 'utf8')

const sectionsOf = (text: string) =>
  new Set([...text.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number = '']) => number))
const sections = sectionsOf(facts)
const questions = new Set(
  [...facts.slice(facts.indexOf('\n## 10.')).matchAll(/^\| (\d+) \|/gm)].map(([, n]) => n),
)

/** Comments are wrapped, so a citation can stand on two lines. */
function joined(text: string): string {
  return text.replace(/\n\s*(?:\*|\/\/)/g, '').replace(/\s+/g, ' ')
}

function citationsIn(text: string): { section: string; number?: string }[] {
  return [...joined(text).matchAll(/gateway facts (\d+(?:\.\d+)?)(?:, number (\d+))?/g)].map(
    ([, section = '', number]) => ({ section, ...(number !== undefined && { number }) }),
  )
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, 'src', file), 'utf8') }))
const citations = sources.flatMap(({ file, text }) =>
  citationsIn(text).map((one) => ({ file, ...one })),
)

test('every citation leads to its section or question', () => {
  expect(citations.length).toBeGreaterThan(10)
  const lost = citations.filter(
    ({ section, number }) =>
      !sections.has(section) || (number !== undefined && !questions.has(number)),
  )
  expect(lost).toEqual([])
})

test('every citation of the neighbours leads to its section', () => {
  const known = sectionsOf(neighbours)
  const cited = sources.flatMap(({ file, text }) =>
    [...joined(text).matchAll(/neighbours (\d+(?:\.\d+)?)/g)].map(([, section = '']) => ({
      file,
      section,
    })),
  )
  expect(cited.length).toBeGreaterThan(10)
  expect(cited.filter(({ section }) => !known.has(section))).toEqual([])
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
