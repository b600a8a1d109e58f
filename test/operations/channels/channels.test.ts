import { expect, test } from 'vitest'
import { build, client, tokens } from '../../helpers.ts'

test('channels of a type, counted as they are listed', async () => {
  const agent = client(build(), tokens.user)
  const counts = (await agent.get('/v1/backend/channels/_count')).body as Record<string, number>
  for (const [type, count] of Object.entries(counts)) {
    const query = type === 'all' ? '?limit=100' : `?type=${type}`
    expect((await agent.get(`/v1/backend/channels${query}`)).body).toMatchObject({ count })
  }
  expect((await agent.get('/v1/backend/channels?type=fax')).body).toMatchObject({ count: 0 })
})

test('a widget reads the look of its channel and no secret', async () => {
  const app = build({
    fixtures: [
      'default',
      {
        channels: [
          {
            id: 'ch_web',
            config: {
              window_name: 'Ours',
              access_key: 'hidden',
              signing_key: 'hidden',
              provider: { access_key: 'hidden' },
              list: [{ signing_key: 'hidden' }],
            },
          },
        ],
      },
    ],
  })
  const answer = await app.inject('/channel-service/v1/channels/ch_web/widget?0=ch_web')
  expect(answer.json()).toMatchObject({ config: { window_name: 'Ours' } })
  expect(answer.body).not.toContain('hidden')
  expect((await app.inject('/channel-service/v1/channels/ch_no/widget')).statusCode).toBe(404)
})
