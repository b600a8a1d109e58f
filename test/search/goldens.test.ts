import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { folders, loadCases, missed, runCases } from './golden-cases.ts'

/** The cases of each folder that differ in a known way, with the grades that they miss. */
const known: Record<string, Record<string, string[]>> = JSON.parse(
  readFileSync(new URL('./goldens/known-differences.json', import.meta.url), 'utf8'),
)

for (const folder of folders) {
  test(`recorded answers of the folder ${folder} are met whole but for known differences`, async () => {
    const results = await runCases(folder, loadCases(folder))
    expect(results.length).toBeGreaterThan(400)
    expect(missed(results)).toEqual(known[folder] ?? {})
  })
}
