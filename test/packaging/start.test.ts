/** `npm start`, also where it cannot work: another Node, nothing installed, flags that npm keeps. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

function execute(file: string, argv: string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      argv,
      { cwd, env: { PATH: process.env.PATH } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** The launcher in a folder of its own, where nothing was installed. */
function emptyInstall(): string {
  const folder = scratchFolder()
  for (const file of ['start.mjs', 'package.json'])
    copyFileSync(join(root, file), join(folder, file))
  return folder
}

/** What makes a Node say that it is another one. */
const asNode = (version: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`,
]

test('npm start runs the launcher, and gives flags back that npm kept', async () => {
  const { code, stderr } = await execute('npm', ['start', '--port', '9010'], root)
  expect(stderr).toContain(
    'imbrace-gateway-mock: npm keeps flags for itself unless -- stands before them: npm start -- --port 9010\n',
  )
  expect(code).toBe(2)
})

test.each(['18.20.8', '20.20.2', '22.17.1'])(
  'Node %s is too old, in one sentence',
  async (version) => {
    const ended = await execute(process.execPath, [...asNode(version), 'start.mjs'], emptyInstall())
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      stderr: `imbrace-gateway-mock: needs Node 22.18 or later, this is ${version}: npm ci (without --omit=dev) brings one along\n`,
    })
  },
)

test('nothing installed, or only what production needs: one sentence', async () => {
  const folder = emptyInstall()
  const sentence = {
    code: 3,
    stdout: '',
    stderr:
      'imbrace-gateway-mock: what it needs is not installed: run npm ci (without --omit=dev), then npm start\n',
  }
  expect(await execute(process.execPath, ['start.mjs'], folder)).toEqual(sentence)
  mkdirSync(join(folder, 'node_modules/better-sqlite3'), { recursive: true })
  expect(await execute(process.execPath, ['start.mjs'], folder)).toEqual(sentence)
})

test('a production install that was built runs what was built', async () => {
  const folder = emptyInstall()
  mkdirSync(join(folder, 'node_modules/better-sqlite3'), { recursive: true })
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'dist/bin.js'), 'console.log(...process.argv.slice(2))')
  const { stdout } = await execute(process.execPath, ['start.mjs', '--port', '0'], folder)
  expect(stdout).toBe('--port 0\n')
})
