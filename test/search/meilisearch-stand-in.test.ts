import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startFakeMeilisearch } from './fake-meilisearch.ts'

test('a request that a restart cuts off is forgotten', async () => {
  const fake = await startFakeMeilisearch()
  const socket = connect(Number(new URL(fake.url).port), '127.0.0.1')
  socket.write('POST /indexes/x/documents HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n[')
  await expect.poll(() => fake.connections).toBe(1)
  const cut = once(socket, 'close').catch(() => undefined)
  await fake.restart()
  await cut
  expect(fake.requests).toEqual([])
  expect((await fetch(`${fake.url}/health`)).status).toBe(200)
})
