import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { build } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every row of every table that has rows. */
function rowsOf({ world }: FastifyInstance): Record<string, unknown[]> {
  const tables = world.database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all()
  return Object.fromEntries(
    tables.map((name) => [name, world.database.prepare(`SELECT * FROM "${name}"`).all()]),
  )
}

test('a world of the build has the same rows as one made from the sources', {
  timeout: 60_000,
}, async () => {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' })
  const built: typeof import('../../src/index.ts') = await import(join(root, 'dist/index.js'))
  const file = join(scratchFolder(), 'gateway.sqlite')
  const expected = rowsOf(build())

  expect(existsSync(join(root, 'dist/default-world.sqlite'))).toBe(true)
  for (const db of [':memory:', file]) {
    const app = built.buildApp({ db })
    expect(rowsOf(app)).toEqual(expected)
    app.world.database.exec('DELETE FROM messages')
    app.world.reset()
    expect(rowsOf(app)).toEqual(expected)
    // The file the rows came from is let go.
    expect(app.world.database.pragma('database_list')).toHaveLength(1)
    await app.close()
  }
})

test('what is in the bundle is named with its licence, and the package depends on the rest', () => {
  const licenses = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  const bundled = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(
    ([, name]) => name,
  )
  expect(bundled).toEqual(
    expect.arrayContaining(['fastify', '@sinclair/typebox', 'meilisearch', 'pino']),
  )
  expect(licenses.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(30)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const outside = new Set<string>()
  for (const file of readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js'))) {
    const code = readFileSync(join(root, 'dist', file), 'utf8')
    for (const [, name] of code.matchAll(/^(?:im|ex)port .*?["']([^."'][^"']*)["'];?$/gm)) {
      if (name !== undefined && !name.startsWith('node:')) outside.add(name)
    }
  }
  expect([...outside]).toEqual(Object.keys(dependencies))
  expect(bundled.filter((name) => outside.has(name ?? ''))).toEqual([])
})
