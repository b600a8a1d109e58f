import { expect, test } from 'vitest'
import { build, client, tokens } from '../../helpers.ts'

test.each([tokens.user, tokens.userOfTwo])('%s makes no organization', async (token) => {
  const { post, get } = client(build(), token)
  const list = '/v2/backend/organizations'
  const before = (await get(list)).body
  for (const payload of [{ name: 'Name', plan: 'plan', is_active: true }, {}]) {
    for (const url of ['/platform/v1/organizations', '/v1/backend/organizations']) {
      const { status, body } = await post(url, payload)
      expect({ status, body }).toEqual({
        status: 403,
        body: { code: 40003, message: 'Organization creation is disabled' },
      })
    }
  }
  expect((await get(list)).body).toEqual(before)
})
