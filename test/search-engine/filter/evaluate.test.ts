import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/search-engine/base/json.ts'
import { extractFacets } from '../../../src/search-engine/facets/extract.ts'
import { normalizeFacet } from '../../../src/search-engine/facets/normalize.ts'
import { parseFiniteFloat } from '../../../src/search-engine/facets/numbers.ts'
import { compareBytes } from '../../../src/search-engine/settings/filter-rules.ts'
import { idsOf, openBoard } from '../open-engine.ts'

/** Values that are near each other, so that conditions meet them. */
const scalar = fc.constantFrom<JsonValue[]>(
  null,
  true,
  '',
  '  ',
  -1,
  0,
  2.5,
  10,
  '10',
  'a',
  'A b',
  'é',
  '😀',
  '\uffff',
)
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant<JsonValue>({}))
const documents = fc.array(fc.record({ f: value, g: value }, { requiredKeys: [] }), {
  minLength: 1,
  maxLength: 20,
})

interface Tested {
  filter: string
  /** What it means for one document, told from the document itself. */
  holds: (document: JsonObject) => boolean
}

const field = fc.constantFrom('f', 'g')
const text = fc.constantFrom('', ' ', '-1', '0', '2.5', '10', 'a', 'A B', 'e\u0301', '😀', 'true')

const comparison = fc
  .tuple(field, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), text)
  .map(([name, operator, operand]): Tested => {
    const filter = `${name} ${operator} ${JSON.stringify(operand)}`
    const number = parseFiniteFloat(operand)
    const string = normalizeFacet(operand)
    const matches = (document: JsonObject, accepts: (order: number) => boolean): boolean => {
      const { numbers, strings } = facetsOf(document, name)
      if (number !== null && numbers.some((one) => accepts(one - number))) return true
      return strings.some((one) => accepts(compareBytes(one, string)))
    }
    if (operator === '!=') {
      return { filter, holds: (document) => !matches(document, (order) => order === 0) }
    }
    const accepts = (order: number): boolean => {
      if (order === 0) return operator.includes('=')
      return operator.startsWith(order < 0 ? '<' : '>')
    }
    return { filter, holds: (document) => matches(document, accepts) }
  })

const presence = fc
  .tuple(field, fc.constantFrom('EXISTS', 'IS NULL', 'IS EMPTY'))
  .map(([name, operator]): Tested => {
    const holds = (document: JsonObject): boolean => {
      const { exists, isNull, isEmpty } = facetsOf(document, name)
      if (operator === 'EXISTS') return exists
      return operator === 'IS NULL' ? isNull : isEmpty
    }
    return { filter: `${name} ${operator}`, holds }
  })

const start = fc.tuple(field, text).map(([name, prefix]): Tested => {
  const normalized = normalizeFacet(prefix)
  const holds = (document: JsonObject): boolean => {
    const { exists, strings } = facetsOf(document, name)
    return normalized === '' ? exists : strings.some((one) => one.startsWith(normalized))
  }
  return { filter: `${name} STARTS WITH ${JSON.stringify(prefix)}`, holds }
})

const { condition } = fc.letrec<{ condition: Tested }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    comparison,
    presence,
    start,
    tie('condition').map(({ filter, holds }): Tested => {
      return { filter: `NOT (${filter})`, holds: (document) => !holds(document) }
    }),
    fc
      .tuple(tie('condition'), tie('condition'), fc.constantFrom('AND', 'OR'))
      .map(([left, right, word]): Tested => {
        const holds = (document: JsonObject): boolean => {
          const [one, other] = [left.holds(document), right.holds(document)]
          return word === 'AND' ? one && other : one || other
        }
        return { filter: `(${left.filter}) ${word} (${right.filter})`, holds }
      }),
  ),
}))

function facetsOf(document: JsonObject, name: string) {
  const found = extractFacets(document, () => 'match').get(name)
  return {
    exists: found !== undefined,
    isNull: found?.isNull ?? false,
    isEmpty: found?.isEmpty ?? false,
    numbers: [...(found?.numbers ?? [])],
    strings: [...(found?.strings.keys() ?? [])],
  }
}

test('a filter finds the documents it holds for, on both routes', async () => {
  await fc.assert(
    fc.asyncProperty(documents, fc.array(condition, { minLength: 4 }), async (some, conditions) => {
      // A field that no document has filters to nothing, which is another test's subject.
      const board: JsonObject[] = [...some, { f: 'known', g: 'known' }]
      const engine = await openBoard({ filterableAttributes: ['f', 'g'] }, board)
      for (const { filter, holds } of conditions) {
        const expected = board.flatMap((document, at) => (holds(document) ? [String(at)] : []))
        expect(idsOf(await engine.fetch('board', { filter, limit: 100 })), filter).toEqual(expected)
        expect(idsOf(await engine.search('board', { filter, limit: 100 })), filter).toEqual(
          expected,
        )
      }
    }),
    { numRuns: 60 },
  )
})
