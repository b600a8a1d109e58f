import { expect, test } from 'vitest'
import { asker, build } from '../../helpers.ts'

const channels = '/channel-service/v1/channels'

interface Answer {
  data: { id: string }[]
  count: number
  pagination: Record<'page' | 'limit' | 'total' | 'total_pages', number> & { has_next: boolean }
}

test('page after page until none is next, each channel comes once', async () => {
  const ask = asker(build())
  for (let n = 0; n < 23; n += 1) await ask('POST', `${channels}/_web`, { name: `Shop ${n}` })
  const all = (await ask('GET', `${channels}?type=web&limit=100`)).body as Answer
  expect(all.pagination).toMatchObject({ total: all.count, total_pages: 1, has_next: false })

  const read: string[] = []
  let page = 0
  for (let hasNext = true; hasNext && page < 100; ) {
    page += 1
    const { body } = await ask('GET', `${channels}?type=web&page=${page}`)
    const { data, count, has_more, pagination } = body as Answer & { has_more: boolean }
    read.push(...data.map(({ id }) => id))
    expect(pagination).toEqual({
      page,
      limit: 10,
      total: all.count,
      total_pages: Math.ceil(all.count / 10),
      has_next: has_more,
      has_prev: page > 1,
    })
    expect(count).toBe(all.count)
    hasNext = pagination.has_next
  }
  expect(page).toBe(Math.ceil(all.count / 10))
  expect(read).toEqual(all.data.map(({ id }) => id))
})

test('a page that is none is the first; skip counts before it', async () => {
  const ask = asker(build())
  const list = async (query: string) => (await ask('GET', `${channels}?limit=2&${query}`)).body
  const first = await list('')
  expect(first).toMatchObject({ data: { length: 2 }, pagination: { page: 1, has_next: true } })
  for (const page of ['0', '-1', 'undefined', '', '1.5', 'NaN']) {
    expect(await list(`page=${page}`), page).toEqual(first)
  }
  expect(await list('page=2')).toEqual(await list('skip=2'))
  expect(await list('page=9&skip=2')).toEqual(await list('skip=2'))
  for (const beyond of [
    'page=9007199254740991',
    `page=${'9'.repeat(400)}`,
    `skip=${'9'.repeat(400)}`,
  ]) {
    expect(await list(beyond)).toMatchObject({
      data: [],
      count: first.count,
      pagination: { has_next: false, has_prev: true, total: first.count },
    })
  }
  expect(await list('type=fax')).toMatchObject({
    data: [],
    pagination: { page: 1, total: 0, total_pages: 0, has_next: false, has_prev: false },
  })
})
