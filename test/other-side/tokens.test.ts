/** Credentials that are minted are used as a client would use them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { ids } from '../helpers.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const { ask, post, fresh } = asker(() => gateway)
const carmen = 'carmen.lau@example.com'
const counts = '/v2/backend/team_conversations/_views_count'

describe('a token', () => {
  test.each([
    [{ kind: 'user', email: carmen }, /^acc_/, ['x-access-token'], 30 * 24],
    [{ kind: 'user', user_id: ids.user }, /^acc_/, ['x-access-token'], 30 * 24],
    [{ kind: 'api_key', email: carmen }, /^api_/, ['x-api-key'], 30 * 24],
    [{ kind: 'jwt', email: carmen }, /^eyJ/, ['authorization', 'x-organization-id'], 24],
  ])('%j counts as the agent, until it ends', async (body, form, headers, hours) => {
    const world = fresh()
    const { clock } = gateway.worlds.get(world)
    const minted = await post(world, '/_mock/tokens', body)
    expect(minted).toMatchObject({
      status: 201,
      body: {
        kind: body.kind,
        token: expect.stringMatching(form),
        organization_id: 'org_imbrace',
        user_id: ids.user,
      },
    })
    expect(Object.keys(minted.body.headers)).toEqual(headers)
    expect((await ask(world, 'GET', counts, minted.body.headers)).status).toBe(200)
    clock.advance(hours * 3_600_000 - 60_000)
    expect((await ask(world, 'GET', counts, minted.body.headers)).status).toBe(200)
    clock.advance(120_000)
    expect((await ask(world, 'GET', counts, minted.body.headers)).status).toBe(401)
  })

  test('of a login chooses an organization, for three hours', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/tokens', { kind: 'login', email: carmen })
    expect(body.token).toMatch(/^login_acc_/)
    expect(body.organization_id).toBeNull()
    const path = '/v1/backend/organizations'
    expect((await ask(world, 'GET', path, body.headers)).status).toBe(200)
    gateway.worlds.get(world).clock.advance('PT3H1M')
    expect((await ask(world, 'GET', path, body.headers)).status).not.toBe(200)
  })

  test.each([
    [{ kind: 'contact', contact_id: 'con_test_contact' }],
    [{ kind: 'channel', channel_id: 'imbrace_channel' }],
  ])('%j stands for the customer', async (body) => {
    const world = fresh()
    const minted = await post(world, '/_mock/tokens', body)
    const path = '/v1/backend/conversation'
    const { status, body: conversation } = await ask(world, 'GET', path, minted.body.headers)
    expect(status).toBe(200)
    expect(conversation.channel_id).toBe('imbrace_channel')
    expect((await ask(world, 'GET', counts, minted.body.headers)).status).toBe(401)
  })

  test('stands for the conversation that it is of, by either id', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/tokens', {
      kind: 'user',
      email: carmen,
      conversation_id: ids.teamConversation,
    })
    expect(body.conversation_id).toBe(ids.conversation)
    const list = await ask(world, 'GET', '/v1/backend/conversation_messages', body.headers)
    expect(list.status).toBe(200)
  })

  test('of an organization of the user’s, and over before it is used', async () => {
    const world = fresh()
    const daniel = { kind: 'user', email: 'daniel.weber@example.com' }
    const other = await post(world, '/_mock/tokens', {
      ...daniel,
      organization_id: ids.otherOrganization,
    })
    expect(other.body.organization_id).toBe(ids.otherOrganization)
    for (const ends of [{ expires_in: '-PT1S' }, { expires_at: '2020-01-01T00:00:00Z' }]) {
      const { body } = await post(world, '/_mock/tokens', { ...daniel, ...ends })
      expect((await ask(world, 'GET', counts, body.headers)).status).toBe(401)
    }
    const never = await post(world, '/_mock/tokens', { ...daniel, expires_at: null })
    gateway.worlds.get(world).clock.advance('P5000D')
    expect((await ask(world, 'GET', counts, never.body.headers)).status).toBe(200)
  })

  test('is the same again in a world of the same seed, and in the library', async () => {
    const settings = { seed: 's', clock: { now: '2026-01-31T09:00:00.000Z', frozen: true } }
    const minted = []
    for (const kind of ['user', 'jwt'] as const) {
      for (let n = 0; n < 2; n += 1) {
        const world = gateway.worlds.create(settings)
        minted.push(await world.mintToken({ kind, email: carmen, expires_in: 'PT1H' }))
        world.remove()
      }
    }
    expect(minted[0]).toEqual(minted[1])
    expect(minted[2]).toEqual(minted[3])
    expect(minted[0]?.expires_at).toBe('2026-01-31T10:00:00.000Z')
  })
})

describe('none is minted for', () => {
  const near =
    /one of this world, such as u_9e2ee20d-[^ ]+ \(Carmen Lau, carmen\.lau@example\.com\)/
  test.each([
    [{}, 400, /body\.kind is missing/, /of the kind user, login/],
    [{ kind: 'admin' }, 400, /body\.kind must be one of user, login, api_key/, /./],
    [{ kind: 'user' }, 400, /user is for somebody/, /a user_id or an email/],
    [{ kind: 'user', email: 'carmen.law@example.com' }, 404, /no user "carmen\.law@/, near],
    [{ kind: 'user', user_id: 'Carmen' }, 404, /user_id: no user "Carmen"/, near],
    [{ kind: 'user', user_id: carmen }, 404, /user_id: no user/, near],
    [{ kind: 'contact', contact_id: 'con_tst_contact' }, 404, /no contact/, /con_test_contact/],
    [{ kind: 'contact' }, 400, /contact_id: a contact’s token is that of one/, /./],
    [
      { kind: 'contact', contact_id: 'con_test_contact', email: carmen },
      400,
      /email: says nothing/,
      /contact_id/,
    ],
    [{ kind: 'channel', channel_id: 'imbrace_chanel' }, 404, /no channel/, /imbrace_channel/],
    [{ kind: 'channel', channel_id: 'imbrace_channel', user_id: 'x' }, 400, /says nothing/, /./],
    [
      { kind: 'user', email: carmen, organization_id: 'org_rec' },
      400,
      /not in org_rec/,
      /org_imbrace/,
    ],
    [{ kind: 'user', email: carmen, organization_id: 'x' }, 404, /no organization "x"/, /./],
    [{ kind: 'user', email: carmen, conversation_id: 'x' }, 404, /no conversation "x"/, /./],
    [
      { kind: 'user', email: carmen, conversation_id: ids.otherConversation },
      400,
      /not one of org_imbrace/,
      /./,
    ],
    [{ kind: 'user', email: carmen, expires_in: '1 hour' }, 400, /no duration "1 hour"/, /PT1M/],
    [{ kind: 'user', email: carmen, expires_in: 'P9999999D' }, 400, /out of the years/, /./],
    [{ kind: 'user', email: carmen, expires_at: 'tomorrow' }, 400, /no time "tomorrow"/, /./],
    [{ kind: 'user', email: carmen, expires_in: 'PT1H', expires_at: null }, 400, /both/, /./],
    [{ kind: 'login', email: carmen, expires_at: null }, 400, /ends/, /./],
  ])('%j', async (body, status, message, expected) => {
    await ask('refused', 'GET', '/_mock/clock')
    const world = gateway.worlds.get('refused')
    const { rows } = world.describe()
    const answer = await post('refused', '/_mock/tokens', body)
    expect(answer.body).toEqual({
      message: expect.stringMatching(message),
      expected: expect.stringMatching(expected),
    })
    expect(answer.status).toBe(status)
    expect(world.describe().rows).toEqual(rows)
  })
})
