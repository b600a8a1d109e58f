/** What holds for every operation that is declared. The list is the application's own. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { differencesOfShape } from '../../src/contract/shape.ts'
import type { CallerKind } from '../../src/operations/directory/callers.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { bodyOf, giveLoginToken, ids, writesTo } from '../helpers.ts'
import {
  credentialOf,
  idNamesOf,
  idsByName,
  requestAs,
  successOf,
  type TestRequest,
  uploadExample,
  validRequest,
} from './requests.ts'

const app = buildApp()
afterAll(() => app.close())
await app.ready()
/** Another one after each restore. */
const database = () => app.world.database
uploadExample(app)
app.worlds.save('default', 'before')

const kinds = Object.keys(credentialOf) as CallerKind[]
const callersOf = ({ callers }: Operation) => (callers === 'anybody' ? [] : callers)

/** Fails where the answer's status is not declared, or its body has more or less than that status has. */
function expectDeclared({ operationId, schema }: Operation, status: number, body: unknown): void {
  const declared = schema.response[status]
  if (declared === undefined) throw new Error(`${operationId} declares no answer of ${status}`)
  expect(differencesOfShape(declared, body), JSON.stringify(body)).toEqual([])
}

let isWritten = false

/** Every request meets the same world: what another has used up or deleted is there again. */
function prepare({ method }: TestRequest): void {
  if (isWritten) app.worlds.restore('default', 'before')
  isWritten = method !== 'GET'
  giveLoginToken(database())
}

async function ask(request: TestRequest) {
  prepare(request)
  return send(request)
}

async function send(request: TestRequest) {
  const answer = await app.inject(request)
  return { status: answer.statusCode, body: bodyOf(answer), headers: answer.headers }
}

async function askReadOnly(request: TestRequest) {
  prepare(request)
  const before = writesTo(database())
  const answer = await send(request)
  expect(writesTo(database()), 'nothing is written').toBe(before)
  return answer
}

for (const operation of app.operations) {
  const { operationId, url, callers, schema } = operation

  describe(`${operationId}:`, () => {
    test('its valid request is answered as its schema says', async () => {
      const { status, body } = await ask(validRequest(operation))
      expect(status).toBe(successOf(operation))
      expectDeclared(operation, status, body)
    })

    test('it declares what it can be refused with', () => {
      const statuses = Object.keys(schema.response).map(Number)
      expect(statuses).toEqual(
        expect.arrayContaining(
          callers === 'anybody'
            ? [successOf(operation)]
            : [successOf(operation), 400, 401, 403, 413, 500],
        ),
      )
    })

    if (callers !== 'anybody') {
      test('it takes its kinds of caller and no other', async () => {
        for (const kind of kinds) {
          const isTaken = callers.includes(kind)
          const request = requestAs(operation, kind)
          const { status, body, headers } = isTaken
            ? await ask(request)
            : await askReadOnly(request)
          expect({ kind, status }).toEqual({ kind, status: isTaken ? successOf(operation) : 401 })
          expectDeclared(operation, status, body)
          if (!isTaken) expect(headers['x-mock-reason']).toContain(`not ${kind}`)
        }
      })

      test('nobody gets 401', async () => {
        const { status, body } = await askReadOnly({ ...validRequest(operation), headers: {} })
        expect({ status, body }).toEqual({
          status: 401,
          body: { code: 40001, message: 'Unauthorized' },
        })
      })

      test('an organization that is not the caller’s gets 403', async () => {
        for (const kind of callersOf(operation)) {
          // Which chooses one, and names none before.
          if (kind === 'login') continue
          const request = requestAs(operation, kind)
          const headers = { ...request.headers, 'x-organization-id': ids.otherOrganization }
          const { status, body } = await askReadOnly({ ...request, headers })
          expect({ kind, status, body }).toEqual({
            kind,
            status: 403,
            body: { code: 40003, message: 'No permission' },
          })
        }
      })
    }

    for (const { place, name } of idNamesOf(operation)) {
      const pair = idsByName[`${operationId}.${name}`] ?? idsByName[name]
      test(`${name} of another organization is out of reach`, async () => {
        if (pair === undefined) {
          throw new Error(
            `${operationId} takes ${name}: add one of each organization to idsByName in test/operations/requests.ts`,
          )
        }
        for (const kind of callersOf(operation)) {
          const request = withId(requestAs(operation, kind), url, place, name, pair[1])
          prepare(request)
          const before = writesTo(database())
          const { status, body, headers } = await send(request)
          expectDeclared(operation, status, body)
          // Whoever is answered was not heard with it, and is told so.
          if (status < 300) expect(headers['x-mock-note']).toContain(`${name} is not read`)
          else {
            expect([400, 403, 404]).toContain(status)
            expect(writesTo(database()), 'nothing is written').toBe(before)
          }
          expect(JSON.stringify(status < 300 ? body : '')).not.toContain(pair[1])
        }
      })
    }
  })
}

/** The request with another thing in one place. */
function withId(
  request: TestRequest,
  declaredUrl: string,
  place: 'params' | 'query' | 'body',
  name: string,
  id: string,
): TestRequest {
  if (place === 'body')
    return { ...request, payload: { ...(request.payload as object), [name]: id } }
  const [path = '', query = ''] = request.url.split('?')
  if (place === 'query') {
    const words = new URLSearchParams(query)
    words.set(name, id)
    return { ...request, url: `${path}?${words}` }
  }
  const at = declaredUrl.split('/').indexOf(`:${name}`)
  const parts = path.split('/').map((part, n) => (n === at ? id : part))
  return { ...request, url: `${parts.join('/')}${query && `?${query}`}` }
}
