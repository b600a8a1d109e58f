/** What changes channels. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { ChannelType } from '../conversations/schemas.ts'

/** What of a channel can be said. What is not stays as it is. */
export interface ChannelChange {
  name?: string
  active?: boolean
  config?: Record<string, unknown>
}

export function createChannelWrites(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const insert = lazy.prepare<[Record<string, unknown>]>(`
    INSERT INTO channels
      (id, organization_id, business_unit_id, type, name, is_default, active, config, created_at,
       updated_at)
    VALUES
      (:id, :organization_id, :business_unit_id, :type, :name, 0, :active, :config, :now, :now)`)
  const configOf = lazy
    .prepare<[string], string>('SELECT config FROM channels WHERE id = ?')
    .pluck()
  const update = lazy.prepare<[Record<string, unknown>]>(`
    UPDATE channels SET name = coalesce(:name, name), active = coalesce(:active, active),
      config = coalesce(:config, config), updated_at = :now
    WHERE id = :id`)
  // Contacts and conversations go on to name it.
  const remove = lazy.prepare<[{ id: string; now: string }]>(`
    UPDATE channels SET is_deleted = 1, active = 0, is_default = 0, updated_at = :now WHERE id = :id`)
  const removeTokens = lazy.prepare<[{ id: string }]>(
    "DELETE FROM tokens WHERE kind = 'channel' AND channel_id = :id",
  )
  // A cast, because a configuration may have the provider's id as a number.
  const ofProvider = lazy
    .prepare<
      [{ organization_id: string; type: ChannelType; field: string; value: string }],
      string
    >(`
    SELECT id FROM channels
    WHERE organization_id = :organization_id AND type = :type AND NOT is_deleted
      AND coalesce(
        (SELECT value FROM json_each(config) WHERE key = :field), :value) = CAST(:value AS TEXT)
    ORDER BY EXISTS (SELECT 1 FROM json_each(config) WHERE key = :field) DESC, rowid
    LIMIT 1`)
    .pluck()

  const now = () => clock().toISOString()

  function write(id: string, { name, active }: ChannelChange, config: unknown): void {
    update.run({
      id,
      name: name ?? null,
      active: active === undefined ? null : Number(active),
      config: config === undefined ? null : JSON.stringify(config),
      now: now(),
    })
  }

  return {
    /** The channel whose configuration has this, else the first that has no such field yet. */
    findByProvider: (
      organization_id: string,
      type: ChannelType,
      field: string,
      value: string,
    ): string | undefined => ofProvider.get({ organization_id, type, field, value }),

    /** @returns its id, which is a credential at once */
    create: changes.transaction(
      (
        place: { organization_id: string; business_unit_id: string },
        {
          type,
          name,
          active = true,
          config = {},
        }: ChannelChange & { type: ChannelType; name: string },
      ): string => {
        const id = newId('channel')
        insert.run({
          ...place,
          id,
          type,
          name,
          active: Number(active),
          config: JSON.stringify(config),
          now: now(),
        })
        return id
      },
    ),

    /** What the configuration has and is not sent stays, secrets that no answer shows among it. */
    update: changes.transaction((id: string, change: ChannelChange) => {
      const before = JSON.parse(configOf.get(id) ?? '{}') as Record<string, unknown>
      write(id, change, change.config && { ...before, ...change.config })
    }),

    /** The configuration is the one that is sent, where one is. */
    replace: changes.transaction((id: string, change: ChannelChange) => {
      write(id, change, change.config)
    }),

    setActive: changes.transaction((ids: readonly string[], active: boolean) => {
      for (const id of ids) write(id, { active }, undefined)
    }),

    /** It lets nobody new in then; what was written on it stays. */
    remove: changes.transaction((id: string) => {
      remove.run({ id, now: now() })
      removeTokens.run({ id })
    }),
  }
}
