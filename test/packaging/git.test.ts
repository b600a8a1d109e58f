/** Installs the package from a git repository, as `npm install git+https://...` does. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** As in a terminal: nothing of the npm that runs the tests, nor the Node that the project brings. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_ENV$|VITEST)/.test(name)),
)
environment.PATH = environment.PATH?.split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter)

/** A repository with the files as they are now, also those that nobody has committed yet. */
function repository(): string {
  const folder = scratchFolder()
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const files = git(root, 'ls-files', '--cached', '--others', '--exclude-standard', '-z')
  for (const file of files.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org']
  git(folder, 'init', '--quiet')
  git(folder, 'add', '--all')
  git(folder, ...identity, 'commit', '--quiet', '--no-gpg-sign', '--message', 'As it is')
  return folder
}

test('the package installs from git with its build, and starts', { timeout: 300_000 }, () => {
  const user = scratchFolder()
  writeFileSync(join(user, 'package.json'), '{"name":"user","type":"module","private":true}')
  const url = `git+${pathToFileURL(repository())}`
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', url], {
    cwd: user,
    env: environment,
    stdio: 'pipe',
    timeout: 280_000,
  })

  const installed = join(user, 'node_modules/imbrace-gateway-mock')
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(readdirSync(installed).sort()).toEqual(
    [
      ...new Set(files.map((file: string) => file.split('/')[0])),
      'LICENSE',
      'README.md',
      'package.json',
    ].sort(),
  )
  // Its tools stay in the clone.
  expect(readdirSync(join(user, 'node_modules'))).not.toContain('rolldown')

  const program = `
    import { startGateway } from 'imbrace-gateway-mock'
    const gateway = await startGateway()
    const { status } = await fetch(gateway.url + '/readyz')
    await gateway.close()
    console.log(status)
  `
  writeFileSync(join(user, 'user.mjs'), program)
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: user, encoding: 'utf8', timeout: 20_000 })
  expect(run('user.mjs')).toBe('200\n')
  expect(run(join(installed, 'dist/bin.js'), '--help')).toContain('Usage: imbrace-gateway-mock')
})
