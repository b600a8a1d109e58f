/** Which header a credential is read from. What each stands for is in test/operations/callers.test.ts. */
import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, test } from 'vitest'
import { readCredential } from '../../src/http/credentials.ts'
import { ApiError } from '../../src/http/errors.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = `${part({ alg: 'none' })}.${part({ sub: 'u_1' })}.`
const org = { 'x-organization-id': 'org_1' }

const table: [name: string, headers: IncomingHttpHeaders, found: object | string][] = [
  ['nothing', {}, 'no credential'],
  ['an organization alone', org, 'no credential'],
  ['a key', { 'x-api-key': ' k ' }, { kind: 'api_key', value: 'k', organization: undefined }],
  ['a blank key beside a token', { 'x-api-key': ' ', 'x-access-token': 't' }, { value: 't' }],
  ['a key before all others', { 'x-api-key': 'k', 'x-access-token': 't', ...org }, { value: 'k' }],
  [
    'a Bearer with an organization before a token',
    { authorization: 'Bearer b', 'x-access-token': 't', ...org },
    { kind: 'token', value: 'b', organization: 'org_1' },
  ],
  ['a token before a Bearer', { authorization: 'Bearer b', 'x-access-token': 't' }, { value: 't' }],
  ['a Bearer alone', { authorization: 'bearer b ' }, { kind: 'token', value: 'b' }],
  ['Basic', { authorization: 'Basic b', ...org }, 'no credential'],
  ['a JWT', { authorization: `Bearer ${jwt}`, ...org }, { kind: 'jwt', claims: { sub: 'u_1' } }],
  ['a JWT without an organization', { authorization: `Bearer ${jwt}` }, 'x-organization-id'],
  ['a JWT as access token', { 'x-access-token': jwt }, { kind: 'token', value: jwt }],
  ['half a JWT', { authorization: 'Bearer eyJ.e30', ...org }, 'cut short'],
  ['a JWT of text', { authorization: 'Bearer eyJ.IngiCg.', ...org }, 'not a JSON object'],
]

describe('a credential is read from', () => {
  test.each(table)('%s', (_name, headers, found) => {
    if (typeof found === 'object') expect(readCredential(headers)).toMatchObject(found)
    else expect(() => readCredential(headers)).toThrow(ApiError)
    if (typeof found === 'string') expect(() => readCredential(headers)).toThrow(found)
  })
})
