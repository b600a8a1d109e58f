/** Runs what docs/faults.md shows, word by word. */

import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { effects } from '../../src/faults/schemas.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { scratchFolder } from '../process/run.ts'

const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8')
const [, program = ''] = /^```js\n(.*?)^```$/ms.exec(page) ?? []
const [, calls = ''] = /^```sh\n(.*?)^```$/ms.exec(page) ?? []
const here = (text: string) => text.replaceAll('http://127.0.0.1:9001', gateway.url)

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

test('a client that tries again sends twice what was stored and not answered', async () => {
  const file = join(scratchFolder(), 'client.mjs')
  writeFileSync(file, here(program))
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  expect(stdout).toBe('2\n')
})

test('the calls work as they are written', async () => {
  const { stdout } = await promisify(execFile)('bash', ['-ec', here(calls)])
  expect(stdout).toMatch('"hits_left":2')
  expect(gateway.worlds.get('default').faults.list()).toEqual([])
})

describe('every effect has its row', () => {
  const rows = [...page.matchAll(/^\| `(\{"kind".*?\})` \|/gm)].map(([, text = '']) => text)

  test('and no other has', () => {
    const kinds = rows.map((text) => JSON.parse(text).kind)
    expect(kinds.sort()).toEqual(Object.keys(effects).sort())
  })

  test.each(rows)('%s is taken', (text) => {
    const world = gateway.worlds.create()
    expect(world.faults.add({ effect: JSON.parse(text) }).effect).toEqual(JSON.parse(text))
    world.remove()
  })
})
