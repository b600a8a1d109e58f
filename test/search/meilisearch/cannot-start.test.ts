import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { smallWorld } from '../small-world.ts'

const bin = fileURLToPath(new URL('../../../src/bin.ts', import.meta.url))

test('the command exits with 3 and one sentence when there is no Meilisearch', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[bin, '--port', '0', '--db', ':memory:', '--fixtures', smallWorld],
      ...['--meilisearch-url', 'http://127.0.0.1:1', '--meilisearch-start', '10'],
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  )
  expect(stderr).toMatch(
    /^imbrace-gateway-mock: no healthy Meilisearch at http:\/\/127\.0\.0\.1:1 within 10 ms: .+\n$/,
  )
  expect(status).toBe(3)
})

const mistakes: [string, object, RegExp][] = [
  [
    'an address that is none',
    { url: 'nowhere' },
    /^meilisearch\.url: expected an http or https address without a password, found "nowhere"$/,
  ],
  [
    'a prefix that is none',
    { url: 'http://x', prefix: 'a b' },
    /^meilisearch\.prefix: expected a text of up to 100 letters, digits, - and _, found "a b"$/,
  ],
]
for (const [name, meilisearch, message] of mistakes) {
  test(`the library refuses ${name}`, () => {
    const options = { url: '', ...meilisearch }
    expect(() => buildApp({ fixtures: [smallWorld], meilisearch: options })).toThrow(message)
  })
}
