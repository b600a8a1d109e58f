/** The schemas of routes: a running gateway trusts that they are such, for the sake of its start. */
import { AjvCompiler } from '@fastify/ajv-compiler'
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'

/** With the schema of schemas, which a gateway leaves out. */
const compile = AjvCompiler()(
  {},
  { customOptions: { discriminator: true, coerceTypes: false, useDefaults: false } },
)

test('every schema of a route is a schema', async () => {
  const app = buildApp()
  const schemas: [name: string, schema: object][] = []
  app.addHook('onRoute', ({ method, url, schema = {} }) => {
    for (const part of ['querystring', 'body', 'params', 'headers'] as const) {
      const found = schema[part]
      if (found) schemas.push([`${method} ${url} ${part}`, found as object])
    }
  })
  await app.ready()
  await app.close()

  expect(() => compile({ schema: { minimum: 'one' } } as never)).toThrow('schema is invalid')
  expect(schemas.length).toBeGreaterThan(5)
  for (const [name, schema] of schemas) {
    expect(() => compile({ schema } as never), name).not.toThrow()
  }
})
