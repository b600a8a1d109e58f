import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isVersion, type ReleaseState, releaseProblems } from '../../scripts/release-checks.ts'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const changelog = (...sections: string[]) =>
  ['# Changelog', ...sections.map((text) => `## ${text}`)].join('\n\n')
const good: ReleaseState = {
  version: '1.2.0',
  versions: { 'package.json': '1.2.0', 'package-lock.json': '1.2.0' },
  changelog: changelog('[Unreleased]\n', '[1.2.0] - 2026-01-31\n\n### Added\n\n- More\n'),
  changed: [],
  tags: ['v1.1.0'],
}

test.for<[string, Partial<ReleaseState>, string[]]>([
  ['nothing is in the way', {}, []],
  [
    'files are changed',
    { changed: [' M a.ts', '?? b.ts'] },
    ['there are changes without a commit:  M a.ts, ?? b.ts'],
  ],
  ['the tag is taken', { tags: ['v1.2.0'] }, ['there is a tag v1.2.0 already']],
  [
    'the lock file is of another version',
    { versions: { 'package.json': '1.2.0', 'package-lock.json': '1.1.0' } },
    ['package-lock.json says version 1.1.0, not 1.2.0'],
  ],
  [
    'the changelog ends with another version',
    {
      changelog: changelog('[1.1.0] - 2026-01-01\n\n- More\n', '[1.2.0] - 2026-01-31\n\n- More\n'),
    },
    ['CHANGELOG.md\'s newest version is "[1.1.0] - 2026-01-01": expected "[1.2.0] - YYYY-MM-DD"'],
  ],
  [
    'the day is none',
    { changelog: changelog('[1.2.0] - 2026-13-41\n\n- More\n') },
    ['CHANGELOG.md\'s newest version is "[1.2.0] - 2026-13-41": expected "[1.2.0] - YYYY-MM-DD"'],
  ],
  [
    'there is no version at all',
    { changelog: changelog() },
    ['CHANGELOG.md\'s newest version is "": expected "[1.2.0] - YYYY-MM-DD"'],
  ],
  [
    'the version has no entry',
    { changelog: changelog('[1.2.0] - 2026-01-31\n\n### Added\n') },
    ['CHANGELOG.md says nothing about 1.2.0'],
  ],
  [
    'entries have no version yet',
    { changelog: changelog('[Unreleased]\n\n- Most\n', '[1.2.0] - 2026-01-31\n\n- More\n') },
    ['CHANGELOG.md has entries under [Unreleased]: move them to the version'],
  ],
])('a release where %s', ([, change, problems]) => {
  expect(releaseProblems({ ...good, ...change })).toEqual(problems)
})

test('what is a version', () => {
  const versions = ['0.1.0', '1.20.3', '2.0.0-rc.1', '1.0.0-0a', 'v1.0.0', '1.0', '01.0.0', '']
  expect(versions.filter(isVersion)).toEqual(['0.1.0', '1.20.3', '2.0.0-rc.1', '1.0.0-0a'])
})

test('the newest version of our own changelog is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const problems = releaseProblems({ ...good, version, versions: {}, changelog: own })
  expect(problems.filter((text) => !text.includes('[Unreleased]'))).toEqual([])
})

/** A repository of a package with our scripts, whose tests end with the given code. */
function project(testCode: number): string {
  const folder = scratchFolder()
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  const manifest = {
    name: 'released',
    version: '1.2.0',
    type: 'module',
    scripts: { test: `exit ${testCode}` },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ version: '1.2.0' }))
  writeFileSync(join(folder, 'CHANGELOG.md'), good.changelog)
  for (const args of [
    ['init', '--quiet'],
    ['config', 'user.name', 'test'],
    ['config', 'user.email', 'test@example.org'],
    // Of the machine's own, which may want every tag signed.
    ['config', 'tag.gpgSign', 'false'],
    ['add', '--all'],
    ['commit', '--quiet', '--no-gpg-sign', '--message', 'All'],
  ]) {
    execFileSync('git', args, { cwd: folder, stdio: 'pipe' })
  }
  return folder
}

function release(folder: string, ...args: string[]) {
  const ended = spawnSync(process.execPath, ['scripts/release.ts', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  const ask = (program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd: folder, encoding: 'utf8' }).trim()
  const left = { tags: ask('git', 'tag'), files: ask('git', 'status', '--porcelain') }
  return { status: ended.status, stdout: ended.stdout, stderr: ended.stderr, ...left }
}

test('a release is checked without leaving anything, and its last steps are printed', () => {
  const ended = release(project(0), '1.2.0')
  expect(ended).toMatchObject({ status: 0, tags: '', files: '' })
  expect(ended.stdout).toContain(
    '1.2.0 may be released:\n  git tag --annotate v1.2.0 --message v1.2.0\n  git push origin v1.2.0\n',
  )
})

test('--write leaves the packed file and the tag', () => {
  const ended = release(project(0), '1.2.0', '--write')
  expect(ended).toMatchObject({ status: 0, tags: 'v1.2.0', files: '?? released-1.2.0.tgz' })
})

test.for<[string, number, string[], number, string]>([
  ['tests fail', 1, ['1.2.0', '--write'], 1, '1.2.0 cannot be released: Command failed: npm test'],
  ['the version is another', 0, ['1.3.0'], 1, '- package.json says version 1.2.0, not 1.3.0'],
  ['no version is given', 0, [], 2, 'usage: npm run release -- VERSION'],
  ['the version is none', 0, ['next'], 2, 'usage: npm run release -- VERSION'],
  ['a flag is unknown', 0, ['1.2.0', '--publish'], 2, 'usage: npm run release -- VERSION'],
])('nothing is released where %s', ([, testCode, args, status, sentence]) => {
  const ended = release(project(testCode), ...args)
  expect(ended).toMatchObject({ status, tags: '', files: '' })
  expect(ended.stderr).toContain(sentence)
})
