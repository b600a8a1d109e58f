/** Operations are declared in one way, which says who may call. */
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest'
import type {
  AgentCaller,
  Caller,
  ChannelCaller,
  ContactCaller,
} from '../../src/operations/directory/callers.ts'
import { agents, everyone } from '../../src/operations/directory/callers.ts'
import { declareOperation, requireDeclaration } from '../../src/operations/operation.ts'
import { build } from '../helpers.ts'

const schema = {
  operationId: 'getContact',
  summary: 'Get a contact',
  tags: ['contacts'],
  params: Type.Object({ id: Type.String() }),
  response: { 200: Type.Object({ id: Type.String() }) },
}

/** An app of one scope, in which routes are declared by `declare`. */
function scopeOf(declare: (scope: FastifyInstance) => void): FastifyInstance {
  const app = Fastify()
  onTestFinished(() => app.close())
  app.decorate('operations', [])
  app.register(async (scope) => {
    requireDeclaration(scope)
    declare(scope)
  })
  return app
}

test('a route that is declared in another way is refused before anything is served', async () => {
  const app = scopeOf((scope) => scope.get('/v1/backend/contacts/:id', async () => ({})))
  await expect(app.ready()).rejects.toThrow(
    'GET /v1/backend/contacts/:id: declare it with declareOperation, which says who may call',
  )
})

test('what is declared is listed, with its documented 400', async () => {
  const app = scopeOf((scope) => {
    const place = { url: '/v1/backend/contacts/:id', callers: agents, schema }
    const answer = async ({ params }: { params: { id: string } }) => ({ id: params.id })
    declareOperation(scope, { method: 'GET', ...place }, answer)
    declareOperation(
      scope,
      { method: 'PUT', ...place, callers: 'anybody', invalidRequest: 'No' },
      answer,
    )
  })
  await app.ready()
  const place = { url: '/v1/backend/contacts/:id', schema, isCheckedElsewhere: false }
  expect(app.operations).toEqual([
    {
      operationId: 'getContact',
      method: 'GET',
      ...place,
      callers: agents,
      invalidRequest: 'Invalid request',
    },
    {
      operationId: 'getContact',
      method: 'PUT',
      ...place,
      callers: 'anybody',
      invalidRequest: 'No',
    },
  ])
})

test('every route that is not the mock’s own is a declared operation', async () => {
  const app = build()
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url}`)
  })
  await app.ready()

  const emulated = routes.filter(
    (route) => !/^(HEAD|OPTIONS) | \/(_mock|livez|readyz)(\/|$)/.test(route),
  )
  expect(emulated.sort()).toEqual(
    app.operations.map(({ method, url }) => `${method} ${url}`).sort(),
  )
  expect(new Set(app.operations.map(({ operationId }) => operationId)).size).toBe(emulated.length)
})

describe('a handler’s caller is of the kinds that its operation takes', () => {
  const place = { method: 'GET', url: '/v1/backend/contacts/:id', schema } as const
  const declareAll = (scope: FastifyInstance) => {
    declareOperation(scope, { ...place, callers: agents }, async ({ caller, params }) => {
      expectTypeOf(caller).toEqualTypeOf<AgentCaller<'user'> | AgentCaller<'api_key'>>()
      return { id: params.id }
    })
    declareOperation(scope, { ...place, callers: ['user'] }, async ({ caller }) => {
      expectTypeOf(caller).toEqualTypeOf<AgentCaller<'user'>>()
      return { id: caller.user_id }
    })
    declareOperation(scope, { ...place, callers: ['contact', 'channel'] }, async ({ caller }) => {
      expectTypeOf(caller).toEqualTypeOf<ContactCaller | ChannelCaller>()
      return { id: caller.organization_id }
    })
    declareOperation(scope, { ...place, callers: everyone }, async ({ caller }) => {
      expectTypeOf(caller).toEqualTypeOf<Caller>()
      return { id: caller.kind }
    })
    declareOperation(scope, { ...place, callers: 'anybody' }, async ({ caller }) => {
      expectTypeOf(caller).toEqualTypeOf<undefined>()
      return { id: '' }
    })
  }

  // The compiler has looked; that an address is declared once is Fastify's to say.
  test('and an address is declared once', async () => {
    await expect(scopeOf(declareAll).ready()).rejects.toThrow('already declared')
  })
})
