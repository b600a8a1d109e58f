import { describe, expect, test } from 'vitest'
import { maskBody, maskHeader, maskText, secretsOf } from '../../src/journal/mask.ts'

describe('a body is masked', () => {
  const cases: [name: string, text: string, shown: string, secrets?: string[]][] = [
    ['by a name', '{"password":"hunter2","x":1}', '{"password":"***","x":1}'],
    ['with its white space', '{ "otp" : 123456 , "x": 1.50 }', '{ "otp" : "***" , "x": 1.50 }'],
    ['in a list', '{"tokens":["a","b"],"x":"a"}', '{"tokens":["***","***"],"x":"a"}'],
    [
      'deep down',
      '{"credentials":{"a":{"b":["c"]}},"x":"y"}',
      '{"credentials":{"a":{"b":["***"]}},"x":"y"}',
    ],
    ['by a name in other letters', '{"p\\u0061ssword":"hunter2"}', '{"p\\u0061ssword":"***"}'],
    ['behind a quote in it', '{"password":"hun\\"ter2","x":1}', '{"password":"***","x":1}'],
    ['by what it looks like', '{"text":"my acc_1234 here"}', '{"text":"my *** here"}'],
    ['in a name', '{"acc_1234":1}', '{"***":1}'],
    ['in JSON in JSON', '{"x":"{\\"otp\\":\\"12\\\\\\"34\\"}"}', '{"x":"{\\"otp\\":\\"***\\"}"}'],
    ['where it is cut', '{"x":1,"password":"hunt', '{"x":1,"password":"***"'],
    ['where it is cut in a name', '{"x":"acc_12', '{"x":"***"'],
    ['in other quotes', "{'password':'hunter2'}", '{\'password\':"***"}'],
    ['without quotes', '{password: hunter2, x: 1}', '{password: "***", x: 1}'],
    ['of a form', 'password=hunter2&x=1', 'password=***&x=1'],
    ['by what is secret elsewhere', '{"x":"a planted b"}', '{"x":"a *** b"}', ['planted']],
    ['in the midst of a word', '{"x":"a-planted-secret-b"}', '{"x":"a-***-b"}', ['planted-secret']],
    ['to what is JSON still', '{"x":12345678,"y":[true]}', '{"x":"***","y":[true]}', ['12345678']],
    [
      'though not what is nothing',
      '{"token":null,"password":"","otp":true}',
      '{"token":null,"password":"","otp":true}',
    ],
    [
      'though not without a secret',
      '{"text":"It\\u0027s","id":"con_1"}',
      '{"text":"It\\u0027s","id":"con_1"}',
    ],
  ]
  test.each(cases)('%s', (_name, text, shown, secrets = []) => {
    expect(maskBody(text, secrets)).toBe(shown)
  })

  test('whatever it is, in a time that grows with its length', () => {
    const texts = [
      '"'.repeat(16_384),
      '\\"'.repeat(8_192),
      '{'.repeat(16_384),
      `{"token":${'['.repeat(16_000)}`,
      "'a".repeat(8_000),
    ]
    for (const text of texts) {
      const began = performance.now()
      maskBody(`{"token":1,${text}`, ['secret'])
      expect(performance.now() - began).toBeLessThan(1_000)
    }
  })
})

test.each([
  ['Authorization', 'Bearer abc', 'Bearer ***'],
  ['authorization', 'Basic dXNlcjpwYXNz', 'Basic ***'],
  ['authorization', 'abc', '***'],
  ['x-access-token', 'con_1', '***'],
  ['X-Api-Key', 'k', '***'],
  ['x-mock-control-token', 'k', '***'],
  ['cookie', 'a=1; mock_world=mine; sid=abc', 'a=***; mock_world=***; sid=***'],
  ['referer', 'http://x/?token=abc', 'http://x/?token=***'],
  ['user-agent', 'curl/8', 'curl/8'],
  ['access-control-allow-credentials', 'true', 'true'],
])('of %s: %s is shown %s', (name, value, shown) => {
  expect(maskHeader([name, value], [])).toEqual([name, shown])
})

test('what is secret in one place is secret in all', () => {
  const secrets = secretsOf(
    [
      ['Cookie', 'sid=of-cookie'],
      ['Authorization', 'Bearer of-header'],
      ['x-other', 'harmless'],
      ['cookie', 'mock_world=harmless; is_new=true'],
      ['access-control-allow-credentials', 'harmless'],
    ],
    '/x?id_token=of%20address&y=harmless',
    ['{"password":"of-body","x":"harmless","otp":12}', '{"refresh_token":"of-answer"}'],
  )
  expect(secrets.toSorted()).toEqual([
    'of address',
    'of-answer',
    'of-body',
    'of-cookie',
    'of-header',
  ])
  expect(maskText('/of-body/x?of-header', secrets)).toBe('/***/x?***')
})
