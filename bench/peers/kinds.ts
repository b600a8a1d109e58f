/** What is compared, and what each is given to serve: made from the default world. See ../README.md. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { page as ownPage } from '../requests.ts'
import { copyOfDefaultWorld, startServer, work } from '../servers.ts'

export interface PeerPage {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Peer {
  name: string
  /** What the measured page is. */
  page: string
  /** For Node: the script and its arguments. */
  command: (port: number, database: string) => string[]
  /** The address whose first 200 ends a start. */
  first: PeerPage
  /** Makes rows by calls. @returns their page */
  fill?: (url: string) => Promise<PeerPage>
  /** The same request by other callers, where each may ask a limited number of times an hour. */
  callers?: (page: PeerPage) => PeerPage[]
}

interface MessageList {
  data: { content: { text?: string } }[]
}

export async function makePeers(): Promise<Peer[]> {
  const { list, all, document } = await readFromGateway()
  const files = {
    jsonServer: write('json-server.json', { messages: all.data }),
    mockoon: write('mockoon.json', mockoonEnvironment(list)),
    openapi: write('openapi.json', withExample(document, list)),
  }
  const plain: PeerPage = { method: 'GET', path: ownPage.path, headers: {} }
  return [
    {
      name: 'imbrace-gateway-mock',
      page: 'from its database',
      command: (port, database) => [
        script('../../dist/bin.js'),
        ...['--db', database, '--port', String(port)],
      ],
      first: ownPage,
    },
    {
      name: 'json-server',
      page: 'of the same messages',
      command: (port) => [
        bin('json-server/lib/bin.js'),
        ...[files.jsonServer, '--host', '127.0.0.1', '--port', String(port)],
      ],
      first: { ...plain, path: '/messages?_page=1&_per_page=10' },
    },
    {
      name: 'emulate (Slack)',
      page: 'of Slack’s channel history',
      command: (port) => [
        bin('emulate/dist/index.js'),
        ...['start', '--service', 'slack', '--port', String(port)],
      ],
      first: slackCall('conversations.list'),
      fill: (url) => fillSlack(url, list),
      callers: asManyCallers,
    },
    {
      name: 'Mockoon',
      page: 'the same text, fixed',
      command: (port) => [
        bin('@mockoon/cli/bin/run.js'),
        ...['start', '--data', files.mockoon, '--port', String(port), '--hostname', '127.0.0.1'],
        ...['--disable-log-to-file', '--disable-admin-api'],
      ],
      first: plain,
    },
    {
      name: 'Prism',
      page: 'the document’s example',
      command: (port) => [
        bin('@stoplight/prism-cli/dist/index.js'),
        ...['mock', files.openapi, '--host', '127.0.0.1', '--port', String(port)],
      ],
      first: ownPage,
    },
  ]
}

async function readFromGateway() {
  const server = await startServer('gateway', copyOfDefaultWorld('peers'))
  try {
    const read = async (path: string) =>
      (await fetch(server.url + path, { headers: ownPage.headers })).json()
    const everything = ownPage.path.replace('limit=10', 'limit=1000')
    return {
      list: (await read(ownPage.path)) as MessageList,
      all: (await read(everything)) as MessageList,
      document: (await read('/_mock/openapi.json')) as OpenApiDocument,
    }
  } finally {
    await server.stop()
  }
}

interface OpenApiDocument {
  paths: Record<string, { get?: Operation }>
}
interface Operation {
  responses: Record<string, { content: Record<string, { example?: unknown }> }>
}

/** Prism answers with an operation's example where it has one. */
function withExample(document: OpenApiDocument, list: MessageList): OpenApiDocument {
  const [path = ''] = ownPage.path.split('?')
  const answer = document.paths[path]?.get?.responses['200']?.content['application/json']
  if (answer === undefined) throw new Error(`the OpenAPI document has no answer of ${path}`)
  answer.example = list
  return document
}

function mockoonEnvironment(list: MessageList): object {
  const [path = ''] = ownPage.path.split('?')
  const header = { key: 'content-type', value: 'application/json; charset=utf-8' }
  return {
    uuid: 'e0c1a7c4-0000-4000-8000-000000000001',
    lastMigration: 33,
    name: 'page',
    port: 3000,
    hostname: '',
    endpointPrefix: '',
    latency: 0,
    folders: [],
    headers: [],
    proxyMode: false,
    proxyHost: '',
    proxyRemovePrefix: false,
    cors: true,
    tlsOptions: { enabled: false, type: 'CERT' },
    data: [],
    callbacks: [],
    rootChildren: [{ type: 'route', uuid: 'e0c1a7c4-0000-4000-8000-000000000002' }],
    routes: [
      {
        uuid: 'e0c1a7c4-0000-4000-8000-000000000002',
        type: 'http',
        method: 'get',
        endpoint: path.slice(1),
        responses: [
          {
            uuid: 'e0c1a7c4-0000-4000-8000-000000000003',
            body: JSON.stringify(list),
            bodyType: 'INLINE',
            statusCode: 200,
            latency: 0,
            headers: [header],
            rules: [],
            rulesOperator: 'OR',
            disableTemplating: true,
            default: true,
            callbacks: [],
          },
        ],
      },
    ],
  }
}

/** Slack's calls are all POST; an answer of 200 says in its body whether it went well. */
function slackCall(name: string, body: object = {}): PeerPage {
  const headers = { authorization: 'Bearer xoxb-test', 'content-type': 'application/json' }
  return { method: 'POST', path: `/api/${name}`, headers, body: JSON.stringify(body) }
}

/** Ten messages with the same texts, said in Slack's first channel. */
async function fillSlack(url: string, { data }: MessageList): Promise<PeerPage> {
  const ask = async ({ path, ...call }: PeerPage) => {
    const answer = (await (await fetch(url + path, call)).json()) as SlackAnswer
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  const [channel] = (await ask(slackCall('conversations.list'))).channels ?? []
  if (channel === undefined) throw new Error('emulate has no channel')
  for (const { content } of data.toReversed()) {
    const text = content.text ?? 'a picture'
    await ask(slackCall('chat.postMessage', { channel: channel.id, text }))
  }
  const page = slackCall('conversations.history', { channel: channel.id, limit: 10 })
  const { messages = [] } = await ask(page)
  if (messages.length !== 10) throw new Error(`emulate has a page of ${messages.length}`)
  return page
}

/** 5,000 requests an hour and token: enough of them for 500,000. */
function asManyCallers(page: PeerPage): PeerPage[] {
  return Array.from({ length: 100 }, (_, n) => ({
    ...page,
    headers: { ...page.headers, authorization: `Bearer xoxb-test-${n}` },
  }))
}

interface SlackAnswer {
  ok: boolean
  channels?: { id: string }[]
  messages?: object[]
}

function write(name: string, content: object): string {
  writeFileSync(work + name, JSON.stringify(content))
  return work + name
}

function bin(path: string): string {
  return script(`node_modules/${path}`)
}

function script(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
