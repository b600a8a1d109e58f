import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { type GoldenResult, loadCases, runCases } from './golden-cases.ts'

/** For each group the cases that agree in the three grades and as a whole: may rise, never fall. */
type Reached = Record<string, [said: number, set: number, order: number, whole: number]>

const reached = JSON.parse(
  readFileSync(new URL('./goldens/reached.json', import.meta.url), 'utf8'),
) as Reached
const cases = loadCases()
let results: GoldenResult[] = []

beforeAll(async () => {
  results = await runCases(cases)
})

for (const [group, counts] of Object.entries(reached)) {
  test(`recorded answers of the group ${group} are met as far as they have been before`, () => {
    const members = results.filter(({ recorded }) => recorded.group === group)
    for (const [at, grade] of (['said', 'set', 'order', 'whole'] as const).entries()) {
      const met = members.filter(({ grades }) => grades[grade]).length
      expect(met, grade).toBeGreaterThanOrEqual(counts[at] as number)
    }
  })
}

test('every group of the recordings is held', () => {
  expect(Object.keys(reached).sort()).toEqual([...new Set(cases.map(({ group }) => group))].sort())
})
