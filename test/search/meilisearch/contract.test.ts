import { randomUUID } from 'node:crypto'
import { Meilisearch } from 'meilisearch'
import { afterAll, describe } from 'vitest'
import { testSearchContract } from '../contract.ts'
import { startFakeMeilisearch } from '../fake-meilisearch.ts'

testSearchContract('an imitated Meilisearch', async () => {
  const { url } = await startFakeMeilisearch('a key')
  return { meilisearch: { url, key: 'a key', prefix: 'test_' } }
})

// With MEILISEARCH_URL (and MEILISEARCH_KEY) the same suite runs against a real one.
const { MEILISEARCH_URL: url, MEILISEARCH_KEY: key } = process.env
describe.skipIf(url === undefined)('with MEILISEARCH_URL', () => {
  const prefix = `test_${randomUUID()}_`

  afterAll(async () => {
    const client = new Meilisearch({ host: url ?? '', apiKey: key })
    const { results } = await client.getRawIndexes({ limit: 100_000 })
    for (const { uid } of results) if (uid.startsWith(prefix)) await client.deleteIndex(uid)
  })

  let count = 0
  testSearchContract('a real Meilisearch', async () => {
    count += 1
    return { meilisearch: { url: url ?? '', key, prefix: `${prefix}${count}_` } }
  })
})
