import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { optionRows } from '../src/command/options.ts'
import { build, client } from './helpers.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

/** The rows of the first table of a text, each cell without its backquotes. */
function firstTable(text: string): string[][] {
  const [table = ''] = /(?:^\|.*\n)+/m.exec(text) ?? []
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

describe('every operation is listed with its address, and no other:', () => {
  const listed = async (isOwn: boolean) => {
    const { body } = await client(build()).get('/_mock/openapi.json')
    const paths: Record<
      string,
      Record<string, { operationId: string; summary: string }>
    > = body.paths
    return Object.entries(paths)
      .filter(([path]) => path.startsWith('/_mock') === isOwn)
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, { operationId, summary }]) => [
          operationId,
          `${method.toUpperCase()} ${path}`,
          summary,
        ]),
      )
      .sort()
  }

  test('the gateway’s in docs/operations.md', async () => {
    expect(firstTable(read('docs/operations.md')).sort()).toEqual(await listed(false))
  })

  test('the mock’s own in docs/worlds.md', async () => {
    expect(firstTable(read('docs/worlds.md')).sort()).toEqual(await listed(true))
  })
})

test('docs/options.md lists every option, and no other', () => {
  const cells = firstTable(read('docs/options.md')).map(([flag, variables, byDefault, meaning]) => [
    flag,
    variables?.replaceAll('`', ''),
    byDefault,
    meaning,
  ])
  expect(cells).toEqual(optionRows())
})

test('the README’s curl answers what the README says', async () => {
  const readme = read('README.md')
  const [, url = '', token = ''] =
    /curl 'http:\/\/127\.0\.0\.1:9001([^']+)'[^']+'x-access-token: ([^']+)'/.exec(readme) ?? []
  const [, answer = ''] = /```json\n(.*)\n```/.exec(readme) ?? []
  const { body } = await client(build(), token).get(url)
  expect(JSON.stringify(body)).toBe(answer)
})
