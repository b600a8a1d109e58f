/** The parts of an import that ask nobody. */
import { describe, expect, test } from 'vitest'
import { retryAfter } from '../../src/import/calls.ts'
import { anonymized, withoutCredentials, withoutTellingIds } from '../../src/import/clean.ts'
import { said } from '../../src/import/fields.ts'
import { mended } from '../../src/import/mend.ts'
import { type Complete, emptyWorld } from '../../src/import/read-organization.ts'
import { createStandIns } from '../../src/import/stand-ins.ts'

const standIns = createStandIns('a key')
const other = createStandIns('another key')

describe('a stand-in is of the same length and kind', () => {
  test.each([
    ['Where is my order?', /^\p{Lu}[a-z]{4} [a-z]{2} [a-z]{2} [a-z]{5}\?$/u],
    ['簡思穎', /^\p{Script=Han}{3}$/u],
    ['カメラ', /^\p{Script=Katakana}{3}$/u],
    ['Заказ', /^\p{Script=Cyrillic}{5}$/u],
    ['주문', /^\p{Script=Hangul}{2}$/u],
    ['+852 9123 4567', /^\+0\d{2} 0\d{3} 0\d{3}$/],
    ['Hello {{1}}, {{12}}', /^\p{Lu}[a-z]{4} \{\{1\}\}, \{\{12\}\}$/u],
    ['', /^$/],
    ['ann.smith@harbour.test', /^x[0-9a-f]{12}@example\.com$/],
    ['https://cdn.harbour.test/a/Photo.JPG?sig=1', /^https:\/\/example\.com\/x[0-9a-f]{12}\.jpg$/],
    ['see https://harbour.test/x now', /^[a-z]{3} https:\/\/example\.com\/x[0-9a-f]{12} [a-z]{3}$/],
    ['data:image/png;base64,AAAA', /^data:,$/],
  ])('%j', (text, form) => {
    expect(standIns.text(text)).toMatch(form)
    expect(standIns.text(text)).toBe(standIns.text(text))
    if (/\p{L}{3}/u.test(text) && !text.startsWith('data:')) {
      expect(other.text(text)).not.toBe(standIns.text(text))
    }
  })

  test('numbers and ids', () => {
    expect(standIns.number(7)).toBe(7)
    expect(String(standIns.number(20_261))).toMatch(/^\d{5}$/)
    expect(standIns.number(20_261)).not.toBe(20_261)
    const uuid = 'con_e8c85269-c157-4a43-859a-6e1cc895d127'
    expect(standIns.id(uuid)).toBe(uuid)
    expect(standIns.id('con_ann_smith')).toMatch(/^con_[0-9a-f]{8}-/)
    expect(standIns.id('ann')).toMatch(/^x_[0-9a-f]{8}-/)
  })
})

describe('of an answer without who it is about', () => {
  const stands = (text: string) => standIns.text(text)
  test.each<[string, unknown, unknown]>([
    [
      'ids, times, kinds and numbers stay',
      {
        id: 'con_ann',
        team_ids: ['t_a'],
        type: 'web',
        order: 4000,
        created_at: '2022-01-01T00:00:00.000Z',
      },
      {
        id: 'con_ann',
        team_ids: ['t_a'],
        type: 'web',
        order: 4000,
        created_at: '2022-01-01T00:00:00.000Z',
      },
    ],
    [
      'ids elsewhere do not',
      { whatsapp_id: '85291234567' },
      { whatsapp_id: stands('85291234567') },
    ],
    ['nor a birthday', { birthday: '1990-01-02' }, { birthday: stands('1990-01-02') }],
    [
      'what is free is free all through',
      { content: { text: 'Ann', id: 'Ann', n: [{ type: 'Ann' }] } },
      { content: { text: stands('Ann'), id: stands('Ann'), n: [{ type: stands('Ann') }] } },
    ],
    [
      'who wrote a message',
      { conversation_id: 'c', from: 'u_1' },
      { conversation_id: 'c', from: 'u_1' },
    ],
    ['whom a notification is from', { from: 'Ann' }, { from: stands('Ann') }],
    [
      'columns keep their kind',
      { fields: [{ _id: 'f', name: 'City', type: 'ShortText' }] },
      { fields: [{ _id: 'f', name: stands('City'), type: 'ShortText' }] },
    ],
  ])('%s', (_, answer, expected) => {
    expect(anonymized(answer, standIns)).toEqual(expected)
  })
})

test('what is a credential by its name is dropped at any depth', () => {
  const answer = { a: [{ page_token: 'x', b: 1 }], config: { appSecret: 'y', password: 'z' } }
  expect(withoutCredentials(answer)).toEqual({ a: [{ b: 1 }], config: {} })
})

test('ids that say something are replaced wherever they stand', () => {
  const ids = new Set(['con_ann', 'f_city'])
  const id = standIns.id('con_ann')
  expect(
    withoutTellingIds(
      { from: 'con_ann', fields: { f_city: 'con_ann' }, team_id: 'sales' },
      ids,
      standIns,
    ),
  ).toEqual({ from: id, fields: { [standIns.id('f_city')]: id }, team_id: standIns.id('sales') })
})

test.each([
  [null, undefined],
  ['3', 3_000],
  ['Thu, 01 Jan 1970 00:00:05 GMT', 4_000],
  ['soon', undefined],
])('Retry-After: %s', (header, wait) => {
  expect(retryAfter(header, 1_000)).toBe(wait)
})

test.each([
  [{ created_at: '2022-01-01T08:00:00+08:00' }, { created_at: '2022-01-01T00:00:00.000Z' }],
  [{ created_at: 'yesterday', last_seen: 17, email: null, title: '' }, {}],
  [
    { phone_number: 91234567, order: 3 },
    { phone_number: '91234567', order: 3 },
  ],
])('of %j a fixture has', (row, expected) => {
  const names = ['created_at', 'last_seen', 'email', 'title', 'phone_number', 'order'] as const
  expect(said<Record<(typeof names)[number], unknown>>(row, names)).toEqual(expected)
})

describe('what a fixture cannot say', () => {
  const nothing: Complete = {
    ...emptyWorld(),
    users: [{ id: 'u', organization_ids: ['o'], display_name: 'Ann' }],
  }
  const at = '2022-01-01T00:00:00.000Z'
  const message = { id: 'm', conversation_id: 'c', from: 'u', content: {}, created_at: at }
  const room = { id: 'c', team_conversation_id: 't', contact_id: 'k', name: 'n', timestamp: at }
  const channel = { id: 'h', business_unit_id: 'b', name: 'n' }
  test.each<[keyof Complete, object, object[], string[]]>([
    [
      'messages',
      { ...message, type: 'hologram', label_ids: ['gone'] },
      [{ ...message, type: 'text' }],
      ['message type hologram is not known: text (1 times)'],
    ],
    [
      'messages',
      { ...message, type: 'text', from: 'gone' },
      [],
      ['messages of nobody are left out (1 times)'],
    ],
    [
      'conversations',
      { ...room, team_id: 'gone', status: 'rep_needed', user_ids: ['u', 'u'] },
      [{ ...room, team_id: null, status: 'rep needed', user_ids: ['u'] }],
      [],
    ],
    [
      'channels',
      { ...channel, type: 'pigeon', bot_id: 'gone' },
      [{ ...channel, type: 'web' }],
      ['channel type pigeon is not known: web (1 times)'],
    ],
    [
      'users',
      { id: 'u', organization_ids: ['o'], display_name: 'Ann', role: 'king' },
      [{ id: 'u', organization_ids: ['o'], display_name: 'Ann' }],
      ['role king is not known: left out (1 times)'],
    ],
    ['comments', { id: 'm1', message_id: 'gone', user_id: 'u', content: 'x' }, [], []],
  ])('%s %j', (noun, row, expected, notes) => {
    const told: string[] = []
    const world = mended({ ...nothing, [noun]: [row] }, (what) => told.push(what))
    expect(world[noun]).toEqual(expected)
    expect(told).toEqual(notes)
  })
})
