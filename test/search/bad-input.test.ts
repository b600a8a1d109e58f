import { describe, expect, test } from 'vitest'
import { build } from '../helpers.ts'
import { smallTokens, smallWorld } from './small-world.ts'

const address = '/data-board/search/org_small'

describe('bad input gets 400 or the engine’s answer', () => {
  const many = (count: number, join: string) =>
    Array.from({ length: count }, (_, n) => `fields.age > ${n}`).join(join)
  const bodies: [string, string, unknown, number][] = [
    ['a filter of 10,000 clauses', `${address}/fetch`, { filter: many(10_000, ' OR ') }, 200],
    [
      'a filter of 1 MB',
      `${address}/fetch`,
      { filter: `fields.name = "${'x'.repeat(1_000_000)}"` },
      200,
    ],
    [
      '200 levels of parentheses',
      `${address}/fetch`,
      { filter: `${'('.repeat(200)}type = text${')'.repeat(200)}` },
      400,
    ],
    ['a filter that ends early', `${address}/fetch`, { filter: 'type = ' }, 400],
    ['a limit of 2^53', address, { limit: 2 ** 53 }, 200],
    ['a limit below 0', address, { limit: -1 }, 400],
    ['punctuation only', address, { q: '?!...---' }, 200],
    ['emoji only', address, { q: '😀😀😀' }, 200],
    ['a query of 1 MB', address, { q: 'table '.repeat(170_000) }, 200],
    ['one word of 1 MB', address, { q: 'x'.repeat(1_000_000) }, 200],
    ['text like a regular expression', address, { q: '(a+)+$ [' }, 200],
    ['a field called __proto__', `${address}/fetch`, { filter: '__proto__ = 1' }, 400],
    ['a field called constructor', `${address}/fetch`, { filter: 'fields.constructor = 1' }, 200],
    ['null', address, 'null', 400],
    ['a number', address, '1', 400],
    ['broken JSON', address, '{"q":', 400],
    ['a lone surrogate', address, '{"q":"\\ud800"}', 200],
    ['a key called __proto__', address, '{"__proto__":1}', 400],
  ]
  for (const [name, url, body, status] of bodies) {
    test(name, async () => {
      const app = build({ fixtures: [smallWorld] })
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { 'x-access-token': smallTokens.small, 'content-type': 'application/json' },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      })
      expect(answer.statusCode).toBe(status)
      if (status === 400) expect(answer.json().code).toBe(40000)
    })
  }
})
