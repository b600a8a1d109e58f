/** A small world with one row of each noun, and folders that hold worlds. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../process/run.ts'

export const small = {
  organizations: [{ id: 'org_a', name: 'A' }],
  business_units: [{ id: 'bu_a', organization_id: 'org_a', name: 'A' }],
  teams: [{ id: 't_a', business_unit_id: 'bu_a', name: 'Team', is_default: true }],
  users: [{ id: 'u_a', organization_ids: ['org_a'], display_name: 'Ann' }],
  channels: [{ id: 'ch_a', business_unit_id: 'bu_a', type: 'web', name: 'Web', is_default: true }],
  contacts: [{ id: 'con_a', channel_id: 'ch_a', display_name: 'Cat' }],
  conversations: [
    {
      id: 'conv_a',
      team_conversation_id: 'tc_a',
      contact_id: 'con_a',
      team_id: 't_a',
      status: 'rep needed',
      name: 'Cat',
      timestamp: '2022-01-01T00:00:00.000Z',
      user_ids: ['u_a'],
    },
  ],
  messages: [
    {
      id: 'msg_a',
      conversation_id: 'conv_a',
      from: 'con_a',
      type: 'text',
      content: { text: 'Hello' },
      created_at: '2022-01-01T00:00:00.000Z',
    },
  ],
  tokens: [{ kind: 'user', token: 'acc_a', user_id: 'u_a', organization_id: 'org_a' }],
  names: { en: { first_names: ['Eve'], last_names: ['Fox'] } },
  threads: {
    hello: {
      language: 'en',
      messages: [{ by: 'contact', type: 'text', content: { text: 'Hi' }, after_seconds: 0 }],
    },
  },
  populations: [
    {
      name: 'some',
      count: 3,
      channel_id: 'ch_a',
      team_id: null,
      status: 'overdue',
      joined_by: [],
      threads: ['hello'],
      starts_at: '2022-01-01T00:00:00.000Z',
      every_seconds: 60,
    },
  ],
}
export type Small = typeof small

/** @returns a fixture's folder */
export function write(world: unknown, folder = join(scratchFolder(), 'mine')): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'world.json'),
    typeof world === 'string' ? world : JSON.stringify(world),
  )
  return folder
}
