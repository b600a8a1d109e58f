import { expect, test } from 'vitest'
import { tidyAnswer } from '../../../src/search/meilisearch/answer.ts'
import type { JsonObject } from '../../../src/search-engine/base/json.ts'
import type { EngineAnswer } from '../../../src/search-engine/request/engine-answer.ts'

const refusal = (message: string): EngineAnswer => ({ status: 400, body: { message, code: 'x' } })

const answers: [string, EngineAnswer, EngineAnswer][] = [
  [
    'a search loses its requestUid',
    { status: 200, body: { hits: [{ requestUid: 1 }], query: '', requestUid: 'r' } },
    { status: 200, body: { hits: [{ requestUid: 1 }], query: '' } },
  ],
  [
    'a fetch is as it was',
    { status: 200, body: { results: [], total: 0 } },
    { status: 200, body: { results: [], total: 0 } },
  ],
  [
    'a refusal names the index as the caller does',
    refusal('Index `mine_org_x`: Attribute `mine_a` is not sortable.'),
    refusal('Index `org_x`: Attribute `mine_a` is not sortable.'),
  ],
  ['another refusal is as it was', refusal('`mine_x` mine_'), refusal('`mine_x` mine_')],
]
for (const [name, answer, expected] of answers) {
  test(name, () => {
    expect(tidyAnswer(answer, 'mine_')).toEqual(expected)
  })
}

test('a success without documents is no answer of Meilisearch', () => {
  for (const body of [{}, { hits: 'none' }, { results: null }] as JsonObject[]) {
    expect(() => tidyAnswer({ status: 200, body }, '')).toThrow('neither hits nor results')
  }
})
