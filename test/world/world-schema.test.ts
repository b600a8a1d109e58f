/** What is made from the schemas of fixtures: the JSON Schema for editors, and the public types. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AjvCompiler } from '@fastify/ajv-compiler'
import type { Static } from '@sinclair/typebox'
import { expect, expectTypeOf, test } from 'vitest'
import { schemaFiles } from '../../build-world-schema.ts'
import { defaultFixture } from '../../src/package-root.ts'
import type { CompleteWorld as Schema } from '../../src/world/fixture.ts'
import type { CompleteWorld, WorldFixture } from '../../src/world/fixture-types.ts'
import { smallWorld } from '../search/small-world.ts'
import { small } from './small.ts'

const root = new URL('../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
const worldOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8'))

/** Another validator than the one that reads fixtures, strict about the schema itself. */
const validate = AjvCompiler()(
  {},
  {
    customOptions: {
      strict: true,
      allowUnionTypes: true,
      coerceTypes: false,
      removeAdditional: false,
      useDefaults: false,
    },
  },
)({ schema: JSON.parse(read('world.schema.json')) })

test('the files in the repository are those that `npm run schema` writes', () => {
  for (const [file, text] of Object.entries(schemaFiles())) expect(text, file).toBe(read(file))
})

test('the public types are those of the schemas', () => {
  expectTypeOf<Static<typeof Schema>>().toEqualTypeOf<CompleteWorld>()
  expectTypeOf<CompleteWorld>().toExtend<WorldFixture>()
  const patch = {
    teams: [{ id: 't_a', is_default: null }],
    conversations: [{ id: 'conv_a', status: 'closed', $replace: false }],
    tokens: [{ token: 'acc_a', expires_at: null }],
    names: { en: { separator: null } },
  } satisfies WorldFixture
  expect(validate(patch)).toBe(true)
})

test('the worlds of the project point to the schema, and are right by it', () => {
  const world = worldOf(defaultFixture)
  expect(join(defaultFixture, world.$schema)).toBe(
    fileURLToPath(new URL('world.schema.json', root)),
  )
  for (const one of [world, worldOf(smallWorld), small, {}]) {
    expect(validate(one), JSON.stringify(validate.errors)).toBe(true)
  }
})

test('what names the schema finds it, and every field is described', () => {
  const { exports, files } = JSON.parse(read('package.json'))
  expect(existsSync(new URL(exports['./world.schema.json'], root))).toBe(true)
  expect(files).toContain('world.schema.json')
  const described: string[] = []
  const visit = (path: string, schema: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(schema.properties ?? {})) {
      described.push(`${path}.${name}: ${value.description}`)
      visit(`${path}.${name}`, value)
    }
    for (const inner of [schema.items, schema.additionalProperties, schema.anyOf].flat()) {
      if (typeof inner === 'object' && inner !== null) visit(path, inner as typeof schema)
    }
  }
  visit('', JSON.parse(read('world.schema.json')))
  expect(described.length).toBeGreaterThan(80)
  expect(described.filter((line) => line.endsWith(': undefined'))).toEqual([])
})

const [conversation] = small.conversations
test.each<[string, unknown]>([
  ['an unknown list', { team: [] }],
  ['an unknown field', { conversations: [{ ...conversation, chanel_id: 'ch_a' }] }],
  ['a row without id', { teams: [{ name: 'Team' }] }],
  ['a status with an underscore', { conversations: [{ ...conversation, status: 'rep_needed' }] }],
  ['no time', { conversations: [{ ...conversation, timestamp: '2022-01-01' }] }],
  ['null for what has to be', { teams: [{ id: 't_a', name: null }] }],
  ['a list for a record', { threads: [] }],
  ['a negative count', { populations: [{ name: 'some', count: -1 }] }],
  ['a token of no kind', { tokens: [{ token: 'acc_a', kind: 'key' }] }],
])('an editor marks %s', (_, world) => {
  expect(validate(world)).toBe(false)
})
