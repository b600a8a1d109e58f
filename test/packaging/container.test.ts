import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInvocation } from '../../src/invocation.ts'
import { options } from '../../src/options.ts'

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
const compose = parse(read('docker-compose.yml'))
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
    '--from=build /app/dist dist',
  ])
  const dependencies = stages.find(([from]) => from?.endsWith(' AS dependencies'))
  expect(dependencies).toContain('RUN npm ci --ignore-scripts --omit=dev')
})

test('the image runs the command itself, as a user without rights, and says its port', () => {
  expect(all('ENTRYPOINT').map((line) => JSON.parse(line))).toEqual([['node', '/app/dist/bin.js']])
  expect(all('CMD')).toEqual([])
  expect(all('USER')).toEqual(['1000:1000'])
  expect(all('RUN')).toEqual(['install -d -o 1000 -g 1000 /data'])
  expect(all('VOLUME')).toEqual(['/data'])
  expect(all('STOPSIGNAL')).toEqual(['SIGTERM'])
  expect(all('EXPOSE')).toEqual([String(readInvocation([], environment).options.port)])
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

test('compose serves the gateway to this machine alone and keeps its data', () => {
  const { gateway } = compose.services
  expect(gateway).toMatchObject({
    build: '.',
    ports: ['127.0.0.1:9001:9001'],
    volumes: ['data:/data'],
    healthcheck: { test: ['CMD', ...healthCheck] },
    read_only: true,
  })
  expect(Object.keys(compose.volumes)).toEqual(['data', 'meilisearch'])
})

test('compose searches with a Meilisearch of its own, once that is healthy', () => {
  const { gateway, meilisearch } = compose.services
  expect(gateway.depends_on).toEqual({ meilisearch: { condition: 'service_healthy' } })
  expect(gateway.environment.IMBRACE_MOCK_MEILISEARCH_URL).toContain('http://meilisearch:7700')
  expect(gateway.environment.IMBRACE_MOCK_MEILISEARCH_KEY).toBe(
    meilisearch.environment.MEILI_MASTER_KEY,
  )
  expect(meilisearch.image).toBe('getmeili/meilisearch:v1.50')
  expect(meilisearch.ports).toBeUndefined()
  expect(meilisearch.volumes).toEqual(['meilisearch:/meili_data'])
})

test('compose’s Meilisearch reserves little memory for each task', () => {
  const { meilisearch } = compose.services
  expect(meilisearch.environment.MEILI_MAX_INDEXING_MEMORY).toMatch(
    /^\$\{MEILI_MAX_INDEXING_MEMORY:-256MiB\}$/,
  )
})

test('compose’s variables are options, and without a URL the gateway searches by itself', () => {
  const variables = Object.keys(compose.services.gateway.environment)
  const known = Object.values(options).flatMap((option) => option.environment)
  expect(known).toEqual(expect.arrayContaining(variables))
  const alone = { IMBRACE_MOCK_MEILISEARCH_URL: '', IMBRACE_MOCK_MEILISEARCH_KEY: 'a key' }
  expect(readInvocation([], alone).options['meilisearch-url']).toBeUndefined()
})
