/** What `npm start` and an installation run before a line of the program can be read. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { scripts, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Lets a Node believe that it is an older one. */
const asNode20 = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`

/** A clone with some packages installed, and perhaps a build that says so. */
function clone(packages: string[], build?: string): string {
  const folder = scratchFolder()
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of packages) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  if (build !== undefined) {
    mkdirSync(join(folder, 'dist'))
    writeFileSync(join(folder, 'dist/bin.js'), build)
  }
  return folder
}

function node(folder: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { status, stdout, stderr }
}

test('npm start runs the launcher, and that the sources', () => {
  expect(scripts.start).toBe('exec node scripts/start.js')
  expect(node(root, ['scripts/start.js', '--version'])).toEqual({
    status: 0,
    stdout: `${version}\n`,
    stderr: '',
  })
})

test('npm start gives flags back that npm kept', () => {
  const { status, stderr } = spawnSync('npm', ['start', '--port', '9010'], {
    cwd: root,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(stderr).toContain(
    'imbrace-gateway-mock: npm keeps flags for itself unless -- stands before them: npm start -- --port 9010\n',
  )
  expect(status).toBe(2)
})

test.for<[string, string[], string[], string]>([
  ['nothing is installed', [], [], 'its packages are not installed yet: run `npm ci`'],
  [
    'the Node of the system is too old, and the project’s own is missing',
    ['better-sqlite3'],
    ['--import', asNode20],
    'needs Node 22.18 or later, this is 20.20.2: `npm ci` with development and optional packages brings a Node 24 along, else install one',
  ],
  [
    'development packages are left out and nothing was built',
    ['better-sqlite3'],
    [],
    'without development packages only a build can run: run `npm ci`, or `npm run build` before they go',
  ],
])('npm start says what would help where %s', ([, packages, flags, sentence]) => {
  expect(node(clone(packages), [...flags, 'scripts/start.js'])).toEqual({
    status: 3,
    stdout: '',
    stderr: `imbrace-gateway-mock: ${sentence}\n`,
  })
})

test('npm start runs the build where only that can run', () => {
  const folder = clone(['better-sqlite3'], 'console.log("built", ...process.argv.slice(2))')
  expect(node(folder, ['scripts/start.js', '--port', '0']).stdout).toBe('built --port 0\n')
})

test('npm ci in a clone builds nothing', () => {
  expect(scripts.prepare).toBe('node scripts/prepare.js')
  const folder = clone([])
  expect(node(folder, ['scripts/prepare.js'], { INIT_CWD: folder }).status).toBe(0)
  expect(node(folder, ['scripts/prepare.js']).status).toBe(0)
})

test.for<[string, string[], string]>([
  ['by an old Node', ['--import', asNode20], 'needs Node 22.18 or later, this is 20.20.2: '],
  ['without its tools', [], 'cannot be built without development packages'],
])('an installation from git that cannot build %s fails with the reason', ([, flags, reason]) => {
  const folder = clone([])
  const ended = node(folder, [...flags, 'scripts/prepare.js'], { INIT_CWD: scratchFolder() })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain(`imbrace-gateway-mock: ${reason}`)
})

test('npm in a clone keeps quiet about Nodes that run nothing of it', () => {
  const read = (name: string) =>
    execFileSync('npm', ['config', 'get', name, '--location=project'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: scratchFolder() },
      encoding: 'utf8',
    }).trim()
  expect(read('loglevel')).toBe('error')
})
