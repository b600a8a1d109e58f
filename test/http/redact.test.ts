import { describe, expect, test } from 'vitest'
import { printable } from '../../src/base/printable.ts'
import { redact } from '../../src/http/redact.ts'

const uuid = 'ffffffff-0000-4000-8000-000000000000'

describe('what is hidden', () => {
  const cases: [name: string, text: string, shown: string, secrets?: string[]][] = [
    ['an access token', `/accounts/acc_${uuid}/x`, '/accounts/***/x'],
    ['a token in a word', `my_login_acc_${uuid}`, 'my_***'],
    ['an API key', `no key api_${uuid} here`, 'no key *** here'],
    ['an API key that begins with key', 'api_key_1', '***'],
    ['an API key that begins like the list of keys', 'api_key_token_1', '***'],
    ['a JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', '***'],
    [
      'a token of no known kind, by its name',
      '/x?access_token=plain&y=1',
      '/x?access_token=***&y=1',
    ],
    ['by a name that only contains it', '/x?myToken2=plain', '/x?myToken2=***'],
    ['by a name in capitals', '/x?API-KEY=plain', '/x?API-KEY=***'],
    ['a password', '/x?a=1&password=hunter2', '/x?a=1&password=***'],
    ['a password behind a semicolon', '/x?a=1;passwd=hunter2', '/x?a=1;passwd=***'],
    ['a one-time password', '/x?otp=123456&email_otp=654321', '/x?otp=***&email_otp=***'],
    ['a secret in a fragment', '/x#id_token=plain', '/x#id_token=***'],
    ['a value with a space in it', '/x?password=two%20words&y=1', '/x?password=***&y=1'],
    ['JSON', 'found {"password": "hunter2", "x": 1}', 'found {"password": ***, "x": 1}'],
    ['JSON in JSON', '{\\"otp\\":123456}', '{\\"otp\\":***}'],
    ['a list', 'found {"otp": ["1", "2]", 3], "x": 1} here', 'found {"otp": ***'],
    ['an object', '{"passwords":{"old":"a","new":["b"]}}', '{"passwords":***'],
    ['a list of JSON in JSON', '{\\"otp\\":[1,\\"2\\"]}', '{\\"otp\\":***'],
    ['JSON that was cut', '{"password":"hunt', '{"password":***'],
    ['an escaped quote', '{"password":"a\\"b","x":1}', '{"password":***,"x":1}'],
    ['a backslash before the end', '{"password":"a\\\\","x":1}', '{"password":***,"x":1}'],
    ['a backslash before a quote', '{"password":"a\\\\\\"b","x":1}', '{"password":***,"x":1}'],
    ['JSON that was cut behind a backslash', '{"password":"a\\', '{"password":***'],
    ['quotes and marks', '{"password":"a\\u00e4\\"\\n,}b"}', '{"password":***}'],
    [
      'an escaped quote in JSON in JSON',
      JSON.stringify(JSON.stringify({ password: 'a"b\\', x: 1 })),
      '"{\\"password\\":***,\\"x\\":1}"',
    ],
    [
      'JSON in JSON in JSON',
      JSON.stringify(JSON.stringify(JSON.stringify({ otp: 'a"b\\', x: 1 }))),
      '"\\"{\\\\\\"otp\\\\\\":***,\\\\\\"x\\\\\\":1}\\""',
    ],
    ['single quotes', "{'password': 'two \\' words', 'x': 1}", "{'password': ***, 'x': 1}"],
    ['an encoded token', `/x?y=%61cc_${uuid}`, '/x?y=***'],
    ['a token encoded twice', `/x?y=%2561cc_${uuid}`, '/x?y=***'],
    ['a token encoded five times', `/x?y=%2525252561cc_${uuid}`, '/x?y=***'],
    ['an encoded name', '/x?%70assword=hunter2', '/x?password=***'],
    ['an address in an address', '/x?next=%2Fy%3Ftoken%3Dplain', '/x?next=/y?token=***'],
    ['JSON in an address', '/x?y=%7B%22otp%22%3A%22123456%22%7D', '/x?y={"otp":***}'],
    [
      'what was sent as a credential',
      'no contact con_1 of con_1',
      'no contact *** of ***',
      ['con_1'],
    ],
    ['a credential with marks in it', 'x?y=a.b+c/d(', 'x?y=***', ['a.b+c/d(']],
    ['an encoded credential', '/x?y=%63on_1', '/x?y=***', ['con_1']],
    ['a credential beyond ASCII', 'no ключ here', 'no *** here', ['ключ']],
  ]
  test.each(cases)('%s', (_name, text, shown, secrets = []) => {
    expect(redact(text, secrets)).toBe(shown)
  })
})

describe('what is not', () => {
  test.each([
    ['the address of the list of keys', 'no operation GET /platform/v1/api_key_token: see'],
    ['the kinds of credential', 'this operation takes user, api_key, contact credentials'],
    [
      'the names of headers',
      'no credential: send x-access-token, x-api-key or Authorization: Bearer',
    ],
    ['words about tokens', 'token: the access token is not known in this world'],
    ['an address without a secret', '/v1/backend/channels?team_id=t_1&view=all%20of%2520them'],
    ['a percent sign', '/x?y=100%25&z=%C3%A4%FF'],
    ['a name that ends in otp by chance', '/x?robotp=1'],
  ])('%s', (_name, text) => {
    expect(redact(text)).toBe(text)
  })

  test('a longer word that contains a short credential', () => {
    expect(redact('con_12 and my-con_1-2 and con_1', ['con_1'])).toBe(
      'con_12 and my-con_1-2 and ***',
    )
  })
})

test.each([
  ['a newline', 'a\nb\r'],
  ['an escape sequence', '\u001b[2J\u0007'],
  ['controls of the second set', '\u0085\u009b2J'],
  ['overrides of direction', '\u202ea\u202dcilbup\u2066x\u2069\u200f\u200e\u061c'],
  ['separators of lines', 'a\u2028b\u2029c'],
])('%s is not printed', (_name, text) => {
  expect(printable(text)).toMatch(/^[\x20-\x7e]*$/)
  expect(printable(text)).toHaveLength(text.length)
})

test('letters of every script and emoji are printed as they are', () => {
  const text = 'Grüße, مرحبا, 你好, 👩‍💻, می‌خواهم'
  expect(printable(text)).toBe(text)
})
