/** What a call would not read is refused: it could mean another world than the one that is changed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

async function ask(method: string, path: string, body?: string) {
  const response = await fetch(gateway.url + path, {
    method,
    body,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
  })
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') }
}

const named = 'name a world by /_world/NAME before the address, by x-mock-world or by the cookie'

describe('in', () => {
  test.each([
    ['POST', '/_mock/reset?world=mine', undefined, 'query.world is not known'],
    ['POST', '/_mock/reset', '{"world": "mine"}', 'body.world is not known'],
    ['POST', '/_mock/reset', '"mine"', 'body: not read'],
    ['POST', '/_mock/reset', '["mine"]', 'body.0 is not known'],
    ['PUT', '/_mock/snapshots/other?world=mine', undefined, 'query.world is not known'],
    ['POST', '/_mock/snapshots/kept/restore', '{"world": "mine"}', 'body.world is not known'],
    ['DELETE', '/_mock/snapshots/kept?world=mine', undefined, 'query.world is not known'],
    ['DELETE', '/_mock/worlds/mine', '{"force": true}', 'body.force is not known'],
    ['GET', '/_mock/worlds?limit=1', undefined, 'query.limit is not known'],
    ['POST', '/_mock/worlds?name=other', undefined, 'query.name is not known'],
    ['PUT', '/_mock/clock?frozen=true', '{"frozen": true}', 'query.frozen is not known'],
  ])('%s %s %s', async (method, path, body, message) => {
    gateway.worlds.get('default').save('kept')
    const mine = gateway.worlds.list().some(({ name }) => name === 'mine')
    if (!mine) gateway.worlds.create({ name: 'mine' })
    const made = await fetch(`${gateway.url}/v1/backend/conversation`, {
      method: 'POST',
      headers: { 'x-access-token': tokens.channel },
    })
    expect(made.status).toBe(200)
    const state = () => [
      gateway.worlds.list().map(({ name }) => name),
      gateway.worlds.get('default').describe().rows,
      gateway.clock.state().frozen,
      gateway.snapshots.list(),
    ]
    const before = state()
    const answer = await ask(method, path, body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { message, expected: expect.stringContaining(named) },
    ])
    expect(state()).toEqual(before)
  })
})

test('an empty body is as good as none', async () => {
  for (const body of [undefined, '', '{}', 'null']) {
    expect((await ask('POST', '/_mock/reset', body)).status).toBe(200)
  }
})

test('the document says that a snapshot takes a file, or none', async () => {
  const { body } = await ask('GET', '/_mock/openapi.json')
  const { requestBody } = body.paths['/_mock/snapshots/{name}'].put
  expect(Object.keys(requestBody.content)).toEqual(['application/vnd.sqlite3'])
  expect(requestBody.required).toBe(false)
})
