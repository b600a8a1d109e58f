/** Whatever a fixture holds, it is served or refused with words: nothing else is thrown. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { StartError } from '../../src/start-error.ts'
import type { WorldFixture } from '../../src/world/fixture-types.ts'
import { small } from './small.ts'

type Json = Record<string, unknown>

/** Every place in a value: the way to it. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...placesIn(inner).map((rest) => [key, ...rest]),
  ])
}

function put(world: Json, [first = '', ...rest]: string[], value: unknown): void {
  const inner = world[first]
  if (rest.length > 0 && typeof inner === 'object' && inner !== null)
    put(inner as Json, rest, value)
  else if (value === undefined) Reflect.deleteProperty(world, first)
  else world[first] = value
}

/** What stands at the places of the small world, and what has no business there. */
const value = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    'org_a',
    'con_a',
    'ch_a',
    'closed',
    'constructor',
    '__proto__',
  ),
  fc.constantFrom('con_00000000-0000-4000-8000-000000000000', '2022-01-01T00:00:00.000Z'),
  fc.constantFrom(
    true,
    0,
    -1,
    [],
    {},
    [null],
    [[]],
    { id: 't_a' },
    [{ id: 't_a' }],
    ['u_a', 'u_a'],
  ),
  fc.jsonValue({ maxDepth: 2 }),
)
const edits = fc.array(fc.tuple(fc.constantFrom(...placesIn(small)), value), { maxLength: 4 })

function edited(changes: [string[], unknown][]): WorldFixture {
  const world = structuredClone(small) as Json
  for (const [place, one] of changes) put(world, place, structuredClone(one))
  return world as WorldFixture
}

async function serveOrRefuse(fixtures: WorldFixture[]): Promise<void> {
  let app: ReturnType<typeof buildApp>
  try {
    app = buildApp({ fixtures })
  } catch (error) {
    expect(error).toBeInstanceOf(StartError)
    expect((error as Error).message).toMatch(/fixtures\[\d\]/)
    return
  }
  const headers = { 'x-access-token': 'acc_a' }
  const url = '/v2/backend/team_conversations/_views_count'
  expect((await app.inject({ url, headers })).statusCode).toBeLessThan(500)
  await app.close()
}

test('one fixture', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(edits, (changes) => serveOrRefuse([edited(changes)])),
    { numRuns: 150 },
  )
})

test('one over another', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, (first, second) =>
      serveOrRefuse([edited(first), edited(second)]),
    ),
    { numRuns: 150 },
  )
})
