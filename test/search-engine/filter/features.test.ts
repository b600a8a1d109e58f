import { expect, test } from 'vitest'
import type { Condition } from '../../../src/search-engine/filter/ast.ts'
import { checkFeatures } from '../../../src/search-engine/filter/features.ts'
import { parseFilter } from '../../../src/search-engine/filter/parse.ts'
import { finish } from '../finish.ts'

const DISCUSSIONS = 'https://github.com/orgs/meilisearch/discussions'

const refused: [filter: string, message: string][] = [
  [
    'a = 1 AND b CONTAINS c',
    `Using \`CONTAINS\` in a filter requires enabling the \`contains filter\` experimental feature. See ${DISCUSSIONS}/763\n13:21 a = 1 AND b CONTAINS c`,
  ],
  [
    '_foreign(a, b = 1)',
    `using a foreign filter requires enabling the \`foreign_keys\` experimental feature. See ${DISCUSSIONS}/873\n10:11 _foreign(a, b = 1)`,
  ],
  [
    '_vectors.mine EXISTS',
    `using a vector filter requires enabling the \`multimodal\` experimental feature. See ${DISCUSSIONS}/846\n1:9 _vectors.mine EXISTS`,
  ],
  [
    '_shard = one',
    `using a shard filter requires enabling the \`network\` experimental feature. See ${DISCUSSIONS}/805\n1:7 _shard = one`,
  ],
]

test.each(refused)('%s needs an experimental feature', (filter, message) => {
  const condition = finish(parseFilter(filter)) as Condition
  expect(() => finish(checkFeatures(condition, { containsFilter: false }))).toThrow(
    expect.objectContaining({ message, code: 'feature_not_enabled' }),
  )
})

test('CONTAINS is fine once its feature is on', () => {
  const condition = finish(parseFilter('NOT a CONTAINS b')) as Condition
  expect(() => finish(checkFeatures(condition, { containsFilter: true }))).not.toThrow()
})
