/**
 * The rooms of `src` and their order (ARCHITECTURE.md): a file imports only from its own room and from
 * rooms before it. What a room is for stands beside its name. The search engine has layers of its
 * own, which are held the same way.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src', import.meta.url))

/** From the lowest room to the highest. The first pattern that a file matches is its room. */
const rooms: [name: string, files: RegExp][] = [
  ['search-engine', /^search-engine\//],
  ['base', /^base\//],
  ['database', /^database\//],
  ['http', /^http\//],
  ['journal', /^journal\//],
  // What a request needs of a noun stands above the worlds, what a world is made of below.
  [
    'operations',
    /^operations\/((?!lists\.)[^/]+\.ts$|[^/]+\/(routes|find-|gate|large-bodies|send-|json-size))/,
  ],
  ['nouns', /^operations\//],
  ['faults', /^faults\//],
  ['stubs', /^stubs\//],
  ['fixtures', /^fixtures\//],
  ['search', /^search\//],
  ['other-side', /^other-side\//],
  ['worlds', /^worlds\//],
  ['options', /^options\//],
  ['realtime', /^realtime\//],
  ['control', /^control\//],
  ['app', /^(app|readable-errors)\.ts$/],
  ['contract', /^contract\//],
  ['library', /^index\.ts$/],
  ['client', /^(client|vitest|playwright)(\/|\.ts$)/],
  ['import', /^import\//],
  ['command', /^(command\/|bin\.ts$)/],
]

const order = [
  'search-engine',
  'base',
  'database',
  'http',
  'journal',
  'nouns',
  'faults',
  'stubs',
  'fixtures',
  'search',
  'other-side',
  'worlds',
  'options',
  'operations',
  'realtime',
  'control',
  'app',
  'contract',
  'library',
  'client',
  'import',
  'command',
]

const engine = 'search-engine'

/** The folders of the search engine in their order (src/search-engine/README.md); its door is above all. */
const layers = [
  'base',
  'settings',
  'text',
  'index',
  'query',
  'ranking',
  'facets',
  'indexes',
  'request',
  'filter',
  'sorting',
  'facet-counts',
  'format',
  'answers',
  'engine',
]

/** The rooms of which others may import one file only. */
const doors: Record<string, string> = { 'search-engine': 'search-engine/index.ts' }

/** Rooms that are libraries: they import nothing of the gateway, not even what lies below. */
const libraries = ['search-engine']

interface Import {
  from: string
  to: string
  /** Gone when types are stripped. */
  isType: boolean
}

const roomOf = (file: string) => rooms.find(([, files]) => files.test(file))?.[0]

/** @returns what is wrong with an import, undefined when nothing is */
function objection({ from, to }: Import): string | undefined {
  const [here, there] = [roomOf(from), roomOf(to)]
  if (here === undefined || there === undefined) return `${from} -> ${to}: in no room`
  if (here === there) return here === engine ? objectionToLayer({ from, to }) : undefined
  if (libraries.includes(here)) return `${from} -> ${to}: ${here} is a library`
  if (order.indexOf(there) > order.indexOf(here))
    return `${from} -> ${to}: ${there} is above ${here}`
  const door = doors[there]
  return door === undefined || door === to
    ? undefined
    : `${from} -> ${to}: not the door of ${there}`
}

const layerOf = (file: string) => file.split('/')[1] ?? ''

function objectionToLayer({ from, to }: Pick<Import, 'from' | 'to'>): string | undefined {
  if (from === doors[engine]) return undefined
  const [here, there] = [layerOf(from), layerOf(to)]
  if (!layers.includes(here) || !layers.includes(there)) return `${from} -> ${to}: in no layer`
  return layers.indexOf(there) > layers.indexOf(here)
    ? `${from} -> ${to}: ${there} is above ${here}`
    : undefined
}

function importsOf(file: string, text: string): Import[] {
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'/gm)
  const lazy = text.matchAll(/\bimport\('(\.[^']+)'\)/g)
  const place = (specifier: string) => relative(source, resolve(source, dirname(file), specifier))
  return [
    ...[...found].map(([, type, to = '']) => ({
      from: file,
      to: place(to),
      isType: type !== undefined,
    })),
    ...[...lazy].map(([, to = '']) => ({ from: file, to: place(to), isType: false })),
  ]
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(source, file), 'utf8')))

/** @returns a circle of files that import each other's values, undefined where there is none */
function findCircle(imports: Import[]): string[] | undefined {
  const next = Map.groupBy(
    imports.filter(({ isType }) => !isType),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const walk = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const { to } of next.get(file) ?? []) {
      const circle = walk(to, [...path, file])
      if (circle !== undefined) return circle
    }
    done.add(file)
    return undefined
  }
  for (const file of next.keys()) {
    const circle = walk(file, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

test('every import goes down, and through the doors', () => {
  expect(imports.length).toBeGreaterThan(500)
  expect(imports.map(objection).filter((problem) => problem !== undefined)).toEqual([])
})

test('every room of the order has files, and every file a room', () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(order))
})

test('every layer of the search engine has files, and every file a layer', () => {
  const inside = files.filter((file) => roomOf(file) === engine && file !== doors[engine])
  expect(new Set(inside.map(layerOf))).toEqual(new Set(layers))
})

test('the README of the search engine has its layers in their order', () => {
  const readme = readFileSync(join(source, engine, 'README.md'), 'utf8')
  expect([...readme.matchAll(/^\| `([a-z-]+)\/` \|/gm)].map(([, layer]) => layer)).toEqual(layers)
})

test('the door of the search engine gives what is used and nothing else', () => {
  const namesIn = (text: string, from: RegExp) =>
    [...text.matchAll(/^(?:import|export)\s+(?:type\s)?\{([^}]*)\}\s+from\s+'([^']+)'/gm)]
      .filter(([, , specifier = '']) => from.test(specifier))
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
  const read = (file: string) => readFileSync(join(source, file), 'utf8')
  const used = files
    .filter((file) => roomOf(file) !== engine)
    .flatMap((file) => namesIn(read(file), /search-engine\/index\.ts$/))
  expect(new Set(namesIn(read('search-engine/index.ts'), /^\./))).toEqual(new Set(used))
})

test('no files import each other in a circle', () => {
  expect(findCircle(imports)).toBeUndefined()
})

describe('an import that is planted', () => {
  // One file of each room, to import from every room above it.
  const example = new Map(order.map((room) => [room, files.find((file) => roomOf(file) === room)]))
  const upward = order.flatMap((low, at) => order.slice(at + 1).map((high) => [low, high] as const))

  test.each(upward)('from %s in %s is found', (low, high) => {
    const [from, to] = [example.get(low) as string, example.get(high) as string]
    const specifier = relative(dirname(from), to)
    const [planted] = importsOf(from, `import { a } from './${specifier}'\n`)
    expect(planted).toBeDefined()
    expect(objection(planted as Import)).toMatch(/is above|is a library/)
  })

  const upwardLayers = layers.flatMap((low, at) =>
    layers.slice(at + 1).map((high) => [low, high] as const),
  )
  const inLayer = (layer: string) =>
    files.find((file) => roomOf(file) === engine && layerOf(file) === layer) as string

  test.each(upwardLayers)(
    'from the layer %s in %s is found, and not the other way',
    (low, high) => {
      const plant = (from: string, to: string) =>
        importsOf(from, `import type { a } from './${relative(dirname(from), to)}'\n`).map(
          objection,
        )
      expect(plant(inLayer(low), inLayer(high))).toEqual([expect.stringMatching(/is above/)])
      expect(plant(inLayer(high), inLayer(low))).toEqual([undefined])
    },
  )

  test('of the door in a layer is found, and one of a file in no layer', () => {
    const planted = [
      ...importsOf('search-engine/text/tokenize.ts', "import { a } from '../index.ts'"),
      ...importsOf('search-engine/loose.ts', "import { a } from './text/tokenize.ts'"),
    ]
    expect(planted.map(objection)).toEqual([
      'search-engine/text/tokenize.ts -> search-engine/index.ts: in no layer',
      'search-engine/loose.ts -> search-engine/text/tokenize.ts: in no layer',
    ])
  })

  test('past a door is found', () => {
    const planted = importsOf(
      'search/documents.ts',
      "export * from '../search-engine/answers/select.ts'",
    )
    expect(planted.map(objection)).toEqual([
      'search/documents.ts -> search-engine/answers/select.ts: not the door of search-engine',
    ])
  })

  test('that closes a circle is found, one of types is not', () => {
    const circle = (text: string) => [
      ...importsOf('base/a.ts', "import { b } from './b.ts'"),
      ...importsOf('base/b.ts', text),
    ]
    expect(findCircle(circle("import { a } from './a.ts'"))).toHaveLength(3)
    expect(findCircle(circle("import type { a } from './a.ts'"))).toBeUndefined()
  })
})
