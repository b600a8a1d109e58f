import { expect, test } from 'vitest'
import { asReceived, withReceivedNumbers } from '../../../src/search-engine/text/received-number.ts'

/** What serde_json 1.0.150 makes of the text that JavaScript writes. */
const numbers: [sent: number, received: number][] = [
  [0, 0],
  [12.5, 12.5],
  [-99.99, -99.99],
  [0.30000000000000004, 0.30000000000000004],
  [2 ** 53 + 2, 2 ** 53 + 2],
  [28703.600000000006, 28703.60000000001],
  [-107.19999999999709, -107.19999999999708],
  [13502.199999999997, 13502.199999999995],
  [2 ** 64, 2 ** 64],
  [1e21, 1e21],
  [5e-324, 5e-324],
  [1.7976931348623157e308, 1.7976931348623157e308],
]

test.each(numbers)('the number %d is received as %d', (sent, received) => {
  expect(asReceived(sent)).toBe(received)
})

test('a document keeps everything but such numbers', () => {
  const document = JSON.parse(
    '{"a":[1,{"b":28703.600000000006}],"__proto__":{"c":-107.19999999999709},"d":"x","e":null}',
  )
  expect(JSON.stringify(withReceivedNumbers(document))).toBe(
    '{"a":[1,{"b":28703.60000000001}],"__proto__":{"c":-107.19999999999708},"d":"x","e":null}',
  )
  const plain = { a: [1, { b: 2.5 }], c: null }
  expect(withReceivedNumbers(plain)).toBe(plain)
})
