import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInvocation } from '../../src/command/invocation.ts'
import { options } from '../../src/command/options.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<string, string>

/** Instructions of the Dockerfile, each on one line, in stages. */
const stages = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split(/^(?=FROM )/m)
  .map((stage) => stage.split('\n').filter((line) => line.trim() !== ''))
  .filter((stage) => stage[0]?.startsWith('FROM '))
const image = stages.at(-1) ?? []
const all = (instruction: string) =>
  image
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1))
const environment = Object.fromEntries(
  all('ENV')
    .flatMap((line) => line.split(/\s+/))
    .map((assignment) => assignment.split('=') as [string, string]),
)
const composeFile = read('docker-compose.yml')

/** The compose file where these variables are set: `${A:-else}` and `${A:+then}` are all that it uses. */
const composed = (variables: Record<string, string> = {}) =>
  parse(
    composeFile.replaceAll(/\$\{(\w+):([-+])([^}]*)\}/g, (_all, name: string, sign, text) => {
      const value = variables[name] ?? ''
      return (sign === '-') === (value === '') ? text : sign === '-' ? value : ''
    }),
  )
const compose = composed()
const healthCheck = ['node', '/app/dist/bin.js', 'health']

test('every stage of the image starts from Debian slim with Node 24', () => {
  expect(stages.map(([from]) => from?.split(' ')[1])).toEqual(
    stages.map(() => 'node:24-bookworm-slim'),
  )
  expect(stages).toHaveLength(3)
})

test('the image holds production packages, the build and the fixtures, and nothing else', () => {
  expect(all('COPY')).toEqual([
    '--from=dependencies /app/node_modules node_modules',
    'package.json LICENSE ./',
    'fixtures/default fixtures/default',
    'fixtures/documented fixtures/documented',
    'fixtures/examples fixtures/examples',
    '--from=build /app/dist dist',
  ])
  const dependencies = stages.find(([from]) => from?.endsWith(' AS dependencies'))
  expect(dependencies?.some((line) => line.endsWith('npm ci --ignore-scripts --omit=dev'))).toBe(
    true,
  )
})

test('a certificate and a registry for the build are secrets, and neither is needed', () => {
  const installs = stages.flat().filter((line) => line.includes('npm ci'))
  expect(installs).toHaveLength(2)
  for (const line of installs) {
    const [, ...mounts] = line.split(' && ')[0]?.split('--mount=') ?? []
    expect(mounts.map((mount) => mount.split(' ')[0])).toEqual([
      'type=secret,id=ca',
      'type=secret,id=npmrc,target=/root/.npmrc',
    ])
    expect(line).toContain(
      'if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi && npm ci',
    )
  }
  expect(image.join()).not.toContain('secret')
})

test('the image runs the command itself, as a user without rights, and says its port', () => {
  expect(all('ENTRYPOINT').map((line) => JSON.parse(line))).toEqual([['node', '/app/dist/bin.js']])
  expect(all('CMD')).toEqual([])
  expect(all('USER')).toEqual(['1000:1000'])
  expect(all('RUN').slice(0, -1)).toEqual([
    'install -d -o 1000 -g 1000 /data',
    'install -d -m 1777 "$NODE_COMPILE_CACHE"',
  ])
  expect(all('VOLUME')).toEqual(['/data'])
  expect(all('STOPSIGNAL')).toEqual(['SIGTERM'])
  expect(all('EXPOSE')).toEqual([String(readInvocation([], environment).options.port)])
})

test('what a first start compiles is in the image, kept by the user who starts it', () => {
  const [run = ''] = all('RUN').slice(-1)
  const ofUser = image.indexOf('USER 1000:1000')
  expect(image.indexOf(`RUN ${run}`)).toBeGreaterThan(ofUser)
  const [start = ''] = run.split(' & ')
  const { command, options } = readInvocation(start.split(' ').slice(2), environment)
  expect({ command, db: options.db, port: options.port }).toEqual({
    command: 'start',
    db: '/tmp/first.sqlite',
    port: 9001,
  })
  // Its database is not left in the image.
  expect(run).toMatch(/ && rm -r \/tmp\/first\.sqlite\*$/)
  expect(environment.NODE_COMPILE_CACHE).toBe('/var/cache/imbrace-gateway-mock')
})

test('the image listens on every address and keeps its database in the volume', () => {
  expect(readInvocation([], environment)).toMatchObject({
    command: 'start',
    options: { host: '0.0.0.0', db: '/data/gateway.sqlite', reset: false },
  })
})

test('the image is healthy when our own health command says so', () => {
  const [healthcheck = ''] = all('HEALTHCHECK')
  expect(JSON.parse(healthcheck.slice(healthcheck.indexOf('[')))).toEqual(healthCheck)
  // These four are all that buildah 1.28 and podman 4.3 know.
  expect([...healthcheck.matchAll(/--([a-z-]+)=/g)].map(([, flag]) => flag)).toEqual([
    'interval',
    'timeout',
    'start-period',
    'retries',
  ])
  expect(readInvocation(healthCheck.slice(2), environment).command).toBe('health')
})

test('the image’s labels say what package.json says', () => {
  const [labels = ''] = all('LABEL')
  expect(
    Object.fromEntries([...labels.matchAll(/(\S+?)="([^"]*)"/g)].map(([, k, v]) => [k, v])),
  ).toEqual({
    'org.opencontainers.image.title': manifest.name,
    'org.opencontainers.image.description': manifest.description,
    'org.opencontainers.image.licenses': manifest.license,
  })
})

test('nothing that git ignores gets into the image', () => {
  const lines = (file: string) => read(file).split('\n').filter(Boolean)
  expect(lines('.dockerignore')).toEqual(expect.arrayContaining(lines('.gitignore')))
})

test('compose serves the gateway to this machine alone, unless told otherwise, and keeps its data', () => {
  expect(compose.services.gateway).toMatchObject({
    build: '.',
    ports: ['127.0.0.1:9001:9001'],
    volumes: ['data:/data'],
    healthcheck: { test: ['CMD', ...healthCheck] },
    read_only: true,
  })
  expect(Object.keys(compose.volumes)).toEqual(['data', 'meilisearch'])
  const elsewhere = composed({ IMBRACE_MOCK_HOST: '0.0.0.0', IMBRACE_MOCK_PORT: '9010' })
  expect(elsewhere.services.gateway.ports).toEqual(['0.0.0.0:9010:9001'])
})

test('nothing in compose stands in the way of a second stack', () => {
  for (const service of Object.values<Record<string, unknown>>(compose.services)) {
    expect(service.container_name).toBeUndefined()
  }
  for (const volume of Object.values(compose.volumes)) expect(volume).toBeNull()
})

test('compose’s gateway searches by itself where no profile asks for more', () => {
  const { gateway, meilisearch } = compose.services
  expect(gateway.profiles).toBeUndefined()
  expect(meilisearch.profiles).toEqual(['search'])
  expect(gateway.depends_on.meilisearch.required).toBe(false)
  expect(readInvocation([], gateway.environment).options['meilisearch-url']).toBeUndefined()
})

test('compose’s profile adds a Meilisearch, which the gateway waits for and searches with', () => {
  const { gateway, meilisearch } = composed({ COMPOSE_PROFILES: 'search' }).services
  expect(gateway.depends_on.meilisearch.condition).toBe('service_healthy')
  expect(readInvocation([], gateway.environment).options).toMatchObject({
    'meilisearch-url': 'http://meilisearch:7700',
    'meilisearch-key': meilisearch.environment.MEILI_MASTER_KEY,
  })
  expect(meilisearch.image).toBe('getmeili/meilisearch:v1.50')
  expect(meilisearch.ports).toBeUndefined()
  expect(meilisearch.volumes).toEqual(['meilisearch:/meili_data'])
})

test('compose’s Meilisearch reserves little memory for each task, and the key can be another', () => {
  expect(compose.services.meilisearch.environment.MEILI_MAX_INDEXING_MEMORY).toBe('256MiB')
  const variables = { MEILI_MAX_INDEXING_MEMORY: '1GiB', MEILI_MASTER_KEY: 'another key' }
  const { gateway, meilisearch } = composed(variables).services
  expect(meilisearch.environment).toMatchObject(variables)
  expect(gateway.environment.IMBRACE_MOCK_MEILISEARCH_KEY).toBe('another key')
})

test('compose’s variables are options', () => {
  const variables = Object.keys(compose.services.gateway.environment)
  const known = Object.values(options).flatMap((option) => option.environment)
  expect(known).toEqual(expect.arrayContaining(variables))
})
