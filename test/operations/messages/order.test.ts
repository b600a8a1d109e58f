import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultFixture } from '../../../src/base/package-root.ts'
import { textsSent, writeOldFile } from '../../database/old-file.ts'
import { build, client, ids, tokens } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'

const messages = '/v1/backend/conversation_messages'

type App = ReturnType<typeof build>

async function send(app: App, texts: string[]): Promise<void> {
  for (const text of texts) {
    await client(app, tokens.contact).post(messages, { type: 'text', text })
  }
}

async function list(app: App): Promise<{ content: { text?: string }; created_at: string }[]> {
  return (await client(app, tokens.contact).get(`${messages}?limit=1000`)).body.data
}

test('messages of one millisecond and of a clock set back are listed as they were stored', async () => {
  const times = ['12:00:00.000', '12:00:00.000', '11:00:00.000', '11:00:00.000', '11:30:00.000']
  const texts = times.map((time, n) => `${n}, at ${time}`)
  let sent = 0
  const app = build({ clock: () => new Date(`2024-05-01T${times[sent] ?? times[0]}Z`) })
  for (const text of texts) {
    await send(app, [text])
    sent += 1
  }

  const newest = (await list(app)).slice(0, texts.length)
  expect(newest.map(({ content }) => content.text)).toEqual(texts.toReversed())
  expect(newest.map(({ created_at }) => created_at.slice(11, 23))).toEqual(times.toReversed())
})

test('messages of fixtures come out newest first, in whatever order they are written', async () => {
  const folder = join(scratchFolder(), 'more')
  mkdirSync(folder)
  const message = (id: string, created_at: string) => ({
    id,
    conversation_id: ids.conversation,
    from: 'con_test_contact',
    type: 'text',
    content: { text: id },
    created_at,
  })
  const more = {
    messages: [
      message('msg_late', '2023-01-03T00:00:00.000Z'),
      message('msg_early', '2001-01-01T00:00:00.000Z'),
      message('msg_twin_1', '2023-01-02T00:00:00.000Z'),
      message('msg_twin_2', '2023-01-02T00:00:00.000Z'),
    ],
  }
  writeFileSync(join(folder, 'world.json'), JSON.stringify(more))

  const listed = await list(build({ fixtures: [defaultFixture, folder] }))

  const times = listed.map(({ created_at }) => created_at)
  expect(times).toEqual(times.toSorted().toReversed())
  const texts = listed.map(({ content }) => content.text)
  expect(texts.slice(0, 3)).toEqual(['msg_late', 'msg_twin_2', 'msg_twin_1'])
  expect(texts.at(-1)).toBe('msg_early')
})

test('a file of an older version, which has another index, is read and written as before', async () => {
  const app = build({ db: writeOldFile(join(scratchFolder(), 'gateway.sqlite')) })
  await send(app, ['from now'])
  const texts = (await list(app)).map(({ content }) => content.text)
  expect(texts.slice(0, 3)).toEqual(['from now', ...textsSent])
})

test('a page is read from an index, not sorted', () => {
  const { database } = build().world
  const plan = database
    .prepare<[], { detail: string }>(`
      EXPLAIN QUERY PLAN SELECT * FROM messages WHERE conversation_id = '' ORDER BY seq DESC`)
    .all()
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH messages USING INDEX message_of_conversation (conversation_id=?)',
  ])
})
