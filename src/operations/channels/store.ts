/** Channels of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import { type ChannelCounts, type ChannelType, channelTypes } from '../conversations/schemas.ts'
import type { Page } from '../lists.ts'
import type { Channel } from './schemas.ts'
import { createChannelWrites } from './writes.ts'

interface ChannelRow
  extends Pick<
    Channel,
    | 'id'
    | 'name'
    | 'type'
    | 'bot_id'
    | 'business_unit_id'
    | 'organization_id'
    | 'created_at'
    | 'updated_at'
  > {
  active: number
  /** JSON. */
  config: string
}

/** What a configuration may hold that is nobody's to see. */
const secret = /key|secret|token|password|credential/i

export function createChannelStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const columns =
    'id, name, type, bot_id, business_unit_id, organization_id, active, config, created_at, updated_at'
  const ofType = `
    FROM channels WHERE organization_id = :organization_id AND NOT is_deleted
      AND (:type IS NULL OR type = :type)`
  type Filter = { organization_id: string; type: string | null }
  const list = lazy.prepare<[Filter & Page], ChannelRow>(
    `SELECT ${columns} ${ofType} ORDER BY rowid LIMIT :limit OFFSET :skip`,
  )
  const count = lazy.prepare<[Filter], number>(`SELECT count(*) ${ofType}`).pluck()
  const countOfTypes = lazy.prepare<[string], { type: ChannelType; channels: number }>(
    `SELECT type, count(*) AS channels FROM channels
     WHERE organization_id = ? AND NOT is_deleted GROUP BY type`,
  )
  const byId = lazy.prepare<[string], ChannelRow>(
    `SELECT ${columns} FROM channels WHERE id = ? AND NOT is_deleted`,
  )

  return {
    ...createChannelWrites(database, clock, newId, changes),

    list(filter: Filter, page: Page): { channels: Channel[]; count: number } {
      const channels = list.all({ ...filter, ...page }).map(toChannel)
      return { channels, count: count.get(filter) ?? 0 }
    },

    countTypes(organizationId: string): ChannelCounts {
      const counts = Object.fromEntries(channelTypes.map((type) => [type, 0])) as ChannelCounts
      let all = 0
      for (const { type, channels } of countOfTypes.all(organizationId)) {
        counts[type] = channels
        all += channels
      }
      return { ...counts, all }
    },

    /** Of any organization: whoever knows a channel's id may open its widget. None that is deleted. */
    find(id: string): Channel | undefined {
      const row = byId.get(id)
      return row && toChannel(row)
    },
  }
}
export type ChannelStore = ReturnType<typeof createChannelStore>

function toChannel({ id, active, config, ...row }: ChannelRow): Channel {
  return {
    _id: id,
    id,
    public_id: id,
    doc_name: 'channel',
    name: row.name,
    type: row.type,
    active: active === 1,
    is_active: active === 1,
    is_deleted: false,
    is_disabled: false,
    bot_id: row.bot_id,
    business_unit_id: row.business_unit_id,
    organization_id: row.organization_id,
    config: withoutSecrets(JSON.parse(config)) as Channel['config'],
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** At any depth: whoever knows a channel's id may read its configuration. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  const shown = Object.entries(value).filter(([name]) => !secret.test(name))
  return Object.fromEntries(shown.map(([name, one]) => [name, withoutSecrets(one)]))
}
