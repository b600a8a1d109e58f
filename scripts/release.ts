/**
 * `npm run release -- 0.2.0` checks whether this commit may be released as that version, runs the tests,
 * packs without leaving a file, and prints what is left to do. With `--write` the packed file stays and
 * the tag is set. Nothing is ever pushed or published.
 *
 * Exit codes: 0 may be released, 1 may not, 2 wrong usage.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isVersion, releaseProblems } from './release-checks.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const versionOf = (file: string): string | undefined => JSON.parse(read(file)).version

/** @returns the lines that the program prints */
function ask(program: string, ...args: string[]): string[] {
  const printed = execFileSync(program, args, { cwd: root, encoding: 'utf8' })
  return printed.split('\n').filter((line) => line.trim() !== '')
}

function show(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: 'inherit' })
}

function release(version: string, write: boolean): number {
  const problems = releaseProblems({
    version,
    versions: {
      'package.json': versionOf('package.json'),
      'package-lock.json': versionOf('package-lock.json'),
    },
    changelog: read('CHANGELOG.md'),
    changed: ask('git', 'status', '--porcelain'),
    tags: ask('git', 'tag', '--list'),
  })
  if (problems.length > 0) {
    console.error(
      [`${version} cannot be released:`, ...problems.map((text) => `- ${text}`)].join('\n'),
    )
    return 1
  }
  const tag = ['tag', '--annotate', `v${version}`, '--message', `v${version}`]
  try {
    show('npm', 'test')
    show('npm', 'pack', ...(write ? [] : ['--dry-run']))
    if (write) show('git', ...tag)
  } catch (error) {
    console.error(`${version} cannot be released: ${(error as Error).message}`)
    return 1
  }
  const steps = write ? [] : [`git ${tag.join(' ')}`]
  console.log([`${version} may be released:`, ...steps, `git push origin v${version}`].join('\n  '))
  return 0
}

const usage = 'usage: npm run release -- VERSION [--write], for instance 0.2.0'
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean', default: false } },
  })
  const [version = '', ...more] = positionals
  if (!isVersion(version) || more.length > 0) throw new Error(`"${positionals.join(' ')}"`)
  process.exitCode = release(version, values.write)
} catch (error) {
  console.error(`${usage} (${(error as Error).message})`)
  process.exitCode = 2
}
