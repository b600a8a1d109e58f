/** Stubs as they are sent, listed and written in files. */
import { Type } from '@sinclair/typebox'
import type { NewStub as NewStubType } from './types.ts'

const header = Type.String({ maxLength: 8_000, pattern: '^[\\x20-\\x7e]*$' })

const fields = {
  method: Type.Unsafe<NewStubType['method']>({
    type: 'string',
    enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  }),
  path: Type.String({
    maxLength: 1_000,
    pattern: '^/(?:[^?#{}*]|\\{\\w+\\})*\\*?$',
    description: 'A name in braces stands for one part, * at the end for all the rest',
    examples: ['/v1/backend/campaigns/{id}'],
  }),
  status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599, description: 'Default 200' })),
  headers: Type.Optional(
    Type.Record(Type.String({ pattern: "^[\\w!#$%&'*+.^`|~-]{1,100}$" }), header, {
      additionalProperties: false,
      maxProperties: 50,
    }),
  ),
  body: Type.Optional(
    Type.Unknown({
      description:
        'JSON or a text, in which {{path.id}}, {{query.q}}, {{header.x-user-id}}, {{body.name}} stand for what was sent, {{now}} for the time',
    }),
  ),
  override: Type.Optional(
    Type.Boolean({ description: 'Answers although an operation has this address' }),
  ),
}

export const NewStub = Type.Object(fields, { additionalProperties: false })

export const Stub = Type.Object({
  id: Type.String({ examples: ['stub-1'] }),
  ...fields,
  hits: Type.Integer({ description: 'How many requests it has answered' }),
})

export const StubList = Type.Object({ stubs: Type.Array(Stub) })
