/**
 * Stands for a Meilisearch that searches in no time: every search has the same 20 hits. It keeps
 * documents only so that a gateway finds again what it wrote down. Started with a port.
 */
import { createServer, type IncomingMessage } from 'node:http'

const hits = Array.from({ length: 20 }, (_, n) => ({
  _id: `msg_00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  doc_name: 'message',
  public_id: `msg_00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  organization_id: 'org_imbrace',
  business_unit_id: 'bu_imbrace_testing',
  conversation_id: 'conv_testing_conversation1',
  from: 'con_test_contact',
  type: 'text',
  content: { text: 'Is the blue armchair in stock again, and when could it be delivered to us?' },
  created_at: '2022-03-31T14:04:21.667Z',
  updated_at: '2022-03-31T14:04:21.667Z',
  fields_timestamp: {},
}))
const found = JSON.stringify({
  hits,
  query: 'armchair',
  processingTimeMs: 0,
  limit: 20,
  offset: 0,
  estimatedTotalHits: 20,
  requestUid: '0198d5b5-8f43-7c3b-a6de-5f7a4e1a4f2c',
})

const indexes = new Map<string, Map<string, unknown>>()
let tasks = 0

async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const accept = (type: string): [number, unknown] => {
    tasks += 1
    return [202, { taskUid: tasks, type, status: 'enqueued' }]
  }
  const [, first, uid, rest = ''] = pathname.split('/')
  switch (`${request.method} ${first}${uid === undefined ? '' : '/x'}${rest && `/${rest}`}`) {
    case 'GET health':
      return [200, { status: 'available' }]
    case 'GET tasks/x':
      return [200, { uid: Number(uid), type: 'any', status: 'succeeded', error: null }]
    case 'GET indexes': {
      const results = [...indexes.keys()].map((name) => ({ uid: name, primaryKey: '_id' }))
      return [200, { results, offset: 0, limit: 100_000, total: results.length }]
    }
    case 'POST indexes':
      indexes.set(JSON.parse(text).uid, new Map())
      return accept('indexCreation')
    case 'DELETE indexes/x':
      indexes.delete(uid ?? '')
      return accept('indexDeletion')
    case 'PATCH indexes/x/settings':
      return accept('settingsUpdate')
    case 'POST indexes/x/documents': {
      const documents = indexes.get(uid ?? '') ?? new Map<string, unknown>()
      for (const document of JSON.parse(text)) documents.set(document._id, document)
      indexes.set(uid ?? '', documents)
      return accept('documentAdditionOrUpdate')
    }
    case 'GET indexes/x/documents': {
      const documents = indexes.get(uid ?? '')
      if (documents === undefined) {
        const message = `Index \`${uid}\` not found.`
        return [404, { message, code: 'index_not_found', type: 'invalid_request', link: '' }]
      }
      return [200, { results: [...documents.values()], offset: 0, limit: 100_000, total: 0 }]
    }
    default:
      return [
        404,
        { message: 'not imitated', code: 'not_found', type: 'invalid_request', link: '' },
      ]
  }
}

createServer(async (request, response) => {
  if (request.url?.endsWith('/search')) {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(found)
    })
    return
  }
  const [status, body] = await answer(request)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}).listen(Number(process.argv[2]), '127.0.0.1')
