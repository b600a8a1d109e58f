import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  version: string
  integrity?: string
  os?: string
  cpu?: string
  dev?: boolean
  hasInstallScript?: boolean
}

const readJson = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
const manifest = readJson('package.json')
const locked: Record<string, Locked> = readJson('package-lock.json').packages
const runtimes = Object.entries<string>(readJson('runtime/package.json').optionalDependencies)

test('the project’s own Node is in the lock file, for each platform, with its checksum', () => {
  expect(manifest.devDependencies['project-node']).toBe('file:runtime')
  expect(runtimes.length).toBeGreaterThanOrEqual(5)
  for (const [name, version] of runtimes) {
    const entry = locked[`node_modules/${name}`]
    expect(entry, name).toMatchObject({ version, integrity: expect.stringMatching(/^sha512-/) })
    // npm leaves out what is for another platform only if it says so.
    expect(`node-${entry?.os?.replace('win32', 'win')}-${entry?.cpu}`, name).toBe(
      name.replace('node-bin-', 'node-'),
    )
  }
})

test('no script of a package has to run, so that `--ignore-scripts` installs the same', () => {
  const scripted = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript)
  const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed)
  expect(allowed).toEqual([])
  // fsevents is an extra for macOS only, of packages that are not ours.
  expect(scripted.map(([path]) => path).filter((path) => !path.endsWith('/fsevents'))).toEqual([
    'node_modules/better-sqlite3',
  ])
})

test('the Node that runs this is the one of the lock file', () => {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const found = runtimes.find(([name]) => name.endsWith(`-${platform}-${process.arch}`))
  // A platform without a package of its own runs on the Node that is there.
  expect(process.versions.node).toBe(found?.[1] ?? process.versions.node)
})
