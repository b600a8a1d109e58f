/** What is written of channels, categories and templates goes and comes with the rows of its world. */
import { expect, test } from 'vitest'
import { asker, build, tokens } from '../helpers.ts'

const channels = '/channel-service/v1/channels'
const categories = '/platform/v1/categories'
const templates = '/channel-service/v1/message_templates'

function workplace(ask: ReturnType<typeof asker>) {
  return {
    /** All that answers say of them. */
    async read() {
      const addresses = [channels, categories, templates].map((place) => `${place}?limit=100`)
      const all = [...addresses, `${channels}/_count`, `${channels}/_conv_count?view=all`]
      return Promise.all(all.map(async (url) => (await ask('GET', url)).body))
    },
    /** One of each is made, changed and deleted. @returns the new channel's id */
    async write(word: string): Promise<string> {
      const good = async (...request: Parameters<typeof ask>) => {
        const { status, body } = await ask(...request)
        expect([status, request]).toEqual([200, request])
        return body
      }
      const channel = await good('POST', `${channels}/_web`, { name: word })
      await good('PUT', `${channels}/${channel.id}`, { config: { window_name: word } })
      const gone = await good('POST', channels, { name: `${word} gone`, type: 'line' })
      await good('DELETE', `${channels}/${gone.id}`)
      const channel_ids = ['imbrace_channel']
      await good('PATCH', `${channels}/status`, { channel_ids, status: 'inactive' })
      const category = await good('POST', categories, { name: word })
      await good('PUT', `${categories}/${category.id}`, { description: word })
      const made = await good('POST', templates, { title: word, text: word, category: word })
      await good('PUT', `${templates}/${made.id}`, {
        text: `${word} again`,
        category: `new ${word}`,
      })
      const { data } = await good('GET', `${templates}?sort=created_at&limit=1`)
      await good('DELETE', `${templates}/${data[0].id}`)
      await good('DELETE', `${categories}/${category.id}`)
      return channel.id
    },
  }
}

test('a snapshot brings back what it was taken of, a reset what the fixture has', async () => {
  const app = build()
  const { read, write } = workplace(asker(app))
  const control = async (method: 'PUT' | 'POST', url: string) =>
    expect([(await app.inject({ method, url })).statusCode, url]).toEqual([200, url])
  const isCredential = async (id: string) =>
    (
      await app.inject({
        method: 'POST',
        url: '/channel-service/v1/conversations',
        headers: { 'x-access-token': id },
        payload: {},
      })
    ).statusCode === 200

  const initially = await read()
  const first = await write('First')
  const saved = await read()
  expect(saved).not.toEqual(initially)
  await control('PUT', '/_mock/snapshots/kept')

  const second = await write('Second')
  expect([await isCredential(first), await isCredential(second)]).toEqual([true, true])
  expect(await read()).not.toEqual(saved)

  await control('POST', '/_mock/snapshots/kept/restore')
  expect(await read()).toEqual(saved)
  expect([await isCredential(first), await isCredential(second)]).toEqual([true, false])

  await control('POST', '/_mock/reset')
  expect(await read()).toEqual(initially)
  expect(await isCredential(first)).toBe(false)
})

test('another world, and another organization, has nothing of it', async () => {
  const app = build()
  const here = workplace(asker(app))
  const foreign = workplace(asker(app, tokens.foreignUser))
  const there = workplace(async (method, url, payload) => {
    const headers = { 'x-access-token': tokens.user, 'x-mock-world': 'other' }
    const answer = await app.inject({ method, url, headers, payload })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  })
  const before = [await there.read(), await foreign.read()]
  await here.write('Here')
  expect([await there.read(), await foreign.read()]).toEqual(before)
})
