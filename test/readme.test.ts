import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { optionRows } from '../src/options.ts'
import { build, client } from './helpers.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The rows of the table below a heading, each cell without its backquotes. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`)
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? []
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
    )
}

test('the README lists every operation with its address, and no other', async () => {
  const { body } = await client(build()).get('/_mock/openapi.json')
  const served = Object.entries<Record<string, { operationId: string; summary: string }>>(
    body.paths,
  ).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, summary }]) => [
      operationId,
      `${method.toUpperCase()} ${path}`,
      summary,
    ]),
  )
  expect(tableBelow('Operations').sort()).toEqual(served.sort())
})

test('the README lists every option, and no other', () => {
  const cells = tableBelow('Options').map(([flag, variables, byDefault, meaning]) => [
    flag,
    variables?.replaceAll('`', ''),
    byDefault,
    meaning,
  ])
  expect(cells).toEqual(optionRows())
})

test('the README’s curl answers what the README says', async () => {
  const [, url = '', token = ''] =
    /curl 'http:\/\/127\.0\.0\.1:9001([^']+)'[^']+'x-access-token: ([^']+)'/.exec(readme) ?? []
  const [, answer = ''] = /```json\n(.*)\n```/.exec(readme) ?? []
  const { body } = await client(build(), token).get(url)
  expect(JSON.stringify(body)).toBe(answer)
})
