/**
 * `npm run schema`: writes what is made from the TypeBox schemas of fixtures: `world.schema.json`
 * for editors, and `src/fixtures/types.ts`, the same as types that need no package. A test
 * holds both equal to the schemas.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TSchema } from '@sinclair/typebox'
import { CompleteWorld, type Noun, nouns } from './src/fixtures/fixture.ts'

type Json = Record<string, unknown>
type Properties = Record<string, TSchema>

const replace = {
  type: 'boolean',
  description:
    'The row takes the place of the one that an earlier fixture has, instead of being merged with it',
}

/** What editors take: JSON Schema draft 7. */
export function worldSchema(): Json {
  const properties = Object.entries(CompleteWorld.properties as Properties).map(([noun, list]) => {
    const { key } = nouns[noun as Noun]
    const { description } = list
    const row = writtenForm(nouns[noun as Noun].schema, key)
    return [
      noun,
      key === undefined
        ? { type: 'object', description, additionalProperties: row }
        : { type: 'array', description, items: row },
    ]
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The world.json of an imbrace-gateway-mock fixture',
    description: `A row that an earlier fixture has needs its id and what changes; null takes a field away. Every other row needs all its fields but those said to be optional.`,
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where this schema is' },
      ...Object.fromEntries(properties),
    },
  }
}

/** A row as a fixture writes it: whole, or what it changes of an earlier one. */
function writtenForm(schema: TSchema, key: string | undefined): Json {
  if (schema.anyOf !== undefined) {
    const forms = (schema.anyOf as TSchema[]).map((form) => writtenForm(form, key))
    return { description: schema.description, anyOf: forms }
  }
  const needed = new Set(schema.required as string[])
  const properties = Object.entries(schema.properties as Properties).map(([name, property]) => [
    name,
    needed.has(name) ? plain(property) : orNull(plain(property)),
  ])
  return {
    title: schema.title,
    description: schema.description,
    type: 'object',
    additionalProperties: false,
    ...(key === undefined ? {} : { required: [key] }),
    properties: { ...Object.fromEntries(properties), $replace: replace },
  }
}

function orNull(property: Json): Json {
  return {
    ...property,
    type: [property.type, 'null'],
    description: `${property.description} (optional)`,
  }
}

/** Lists of choices and records in the words that editors complete from. */
function plain(schema: TSchema): Json {
  const { anyOf, patternProperties, items, properties, ...rest } = schema
  if (anyOf !== undefined) {
    const choices = (anyOf as TSchema[]).map((choice) => choice.const)
    if (choices.includes(undefined)) return { ...rest, anyOf: (anyOf as TSchema[]).map(plain) }
    return { ...rest, type: 'string', enum: choices }
  }
  return {
    ...rest,
    ...(items === undefined ? {} : { items: plain(items as TSchema) }),
    ...(properties === undefined ? {} : { properties: eachPlain(properties as Properties) }),
  }
}

function eachPlain(properties: Properties): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, plain(one)]))
}

/** The types of rows, one interface for each schema that has a title. */
export function worldTypes(): string {
  const interfaces = new Map<string, string>()
  const typeOf = (schema: TSchema): string => {
    if (schema.anyOf !== undefined) {
      const choices = (schema.anyOf as TSchema[]).map(typeOf).join(' | ')
      if (schema.title !== undefined) interfaces.set(schema.title, aliasOf(schema, choices))
      return schema.title ?? choices
    }
    if (schema.const !== undefined) return `'${schema.const}'`
    if (schema.type === 'array') return listOf(typeOf(schema.items as TSchema))
    if (schema.type === 'integer') return 'number'
    const { patternProperties } = schema as { patternProperties?: Properties }
    if (patternProperties !== undefined) {
      return `Record<string, ${Object.values(patternProperties).map(typeOf)}>`
    }
    if (schema.properties === undefined) return String(schema.type ?? 'unknown')
    const needed = new Set(schema.required as string[])
    const lines = Object.entries(schema.properties as Properties).map(
      ([name, property]) =>
        `/** ${property.description}. */\n${name}${needed.has(name) ? '' : '?'}: ${typeOf(property)}\n`,
    )
    const head = `/** ${schema.description}. */\nexport interface ${schema.title} {\n`
    interfaces.set(schema.title ?? '', `${head}${lines.join('')}}\n`)
    return schema.title ?? ''
  }
  typeOf(CompleteWorld)
  const written = Object.entries(nouns).map(([noun, { key, schema }]) => {
    const { description } = (CompleteWorld.properties as Properties)[noun] as TSchema
    const row = `Written<${schema.title}, ${key === undefined ? 'never' : `'${key}'`}>`
    const list = key === undefined ? `Record<string, ${row}>` : `${row}[]`
    return `/** ${description}. */\n${noun}?: ${list}\n`
  })
  return `/**
 * What a fixture holds, as types that need no package. Made from the schemas in \`nouns/\` by
 * \`npm run schema\`: do not edit.
 */

${[...interfaces.values()].join('\n')}
/** The fields that a row may lack. */
type OptionalKey<Row> = {
  [Key in keyof Row]-?: Record<never, never> extends Pick<Row, Key> ? Key : never
}[keyof Row]

/**
 * A row as a fixture writes it: whole, or with its id and what changes of the row that an earlier
 * fixture has. There null takes a field away.
 */
export type Written<Row, Key extends PropertyKey> = Row extends unknown
  ? Pick<Row, Key & keyof Row> & {
      [Field in Exclude<keyof Row, Key>]?: Field extends OptionalKey<Row>
        ? Row[Field] | null
        : Row[Field]
    } & {
      /** The row takes the place of the earlier one, instead of being merged with it. */
      $replace?: boolean
    }
  : never

/** What a \`world.json\` may hold, and what can be given in its place. */
export interface WorldFixture {
/** Where the JSON Schema of this is, for editors. */
$schema?: string
${written.join('')}}
`
}

function aliasOf({ title, description }: TSchema, choices: string): string {
  return `/** ${description}. */\nexport type ${title} = ${choices}\n`
}

function listOf(item: string): string {
  return /^\w+$/.test(item) ? `${item}[]` : `(${item})[]`
}

/** Both files as they should be. */
export function schemaFiles(): Record<string, string> {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const formatted = (name: string, text: string) =>
    execFileSync(
      process.execPath,
      ['node_modules/@biomejs/biome/bin/biome', 'format', `--stdin-file-path=${name}`],
      { cwd: root, input: text, encoding: 'utf8' },
    )
  return Object.fromEntries(
    Object.entries({
      'world.schema.json': JSON.stringify(worldSchema()),
      'src/fixtures/types.ts': worldTypes(),
    }).map(([name, text]) => [name, formatted(name, text)]),
  )
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(schemaFiles())) {
    writeFileSync(new URL(name, import.meta.url), text)
  }
}
