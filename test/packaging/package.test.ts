import { exec } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  name: string
  bin: Record<string, string>
  exports: Record<string, string | Record<string, string>>
  engines: { node: string }
}

/** What npm would put into the package. Of `dist` only what an earlier build has left. */
async function packedFiles(): Promise<string[]> {
  const { stdout } = await promisify(exec)('npm pack --dry-run --json --ignore-scripts', {
    cwd: fileURLToPath(root),
  })
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  return files.map(({ path }) => path)
}

test('the package holds the build, the fixtures it reads, and words about itself', async () => {
  const fixtures = ['default', 'documented', 'examples'].flatMap((folder) =>
    readdirSync(new URL(`fixtures/${folder}`, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(fileURLToPath(root), join(entry.parentPath, entry.name))),
  )
  const docs = readdirSync(new URL('docs', root), { recursive: true })
    .filter((file) => /\.\w+$/.test(`${file}`))
    .map((file) => `docs/${file}`)
  const packed = await packedFiles()
  expect(packed.filter((path) => !path.startsWith('dist/')).sort()).toEqual(
    [
      ...[
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'package.json',
        'world.schema.json',
      ],
      ...docs,
      ...fixtures,
    ].sort(),
  )
})

test('every file that package.json names is made from a source', () => {
  const named = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? [] : Object.values(one),
    ),
  ]
  const doors = ['client', 'index', 'playwright', 'vitest']
  const expected = doors.flatMap((door) => [`./dist/${door}.d.ts`, `./dist/${door}.js`])
  expect(named.sort()).toEqual([...expected, 'dist/bin.js'])
  const sources = readdirSync(new URL('src', root))
  for (const file of named) {
    expect(sources).toContain(file.replace(/^.*\//, '').replace(/\.(d\.ts|js)$/, '.ts'))
  }
})

test('the command can be started by its name', () => {
  expect(manifest.bin).toEqual({ [manifest.name]: 'dist/bin.js' })
  expect(readFileSync(new URL('src/bin.ts', root), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})

test('the Node that package.json asks for is the Node that the command asks for', () => {
  const [, major, minor] =
    readFileSync(new URL('src/base/node-version.ts', root), 'utf8').match(
      /needed = \[(\d+), (\d+)\]/,
    ) ?? []
  expect(manifest.engines.node).toBe(`>=${major}.${minor}`)
})
