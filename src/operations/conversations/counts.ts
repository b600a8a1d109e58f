/** The views and channel counts, from the rows that triggers keep (`database/counting.ts`). */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'
import {
  type ChannelCountQuery,
  type ChannelCounts,
  type ChannelType,
  type ConversationStatus,
  channelTypes,
  type ViewsCount,
} from './schemas.ts'

/** Whose conversations are counted. No business unit: the whole organization. */
interface Scope {
  organization_id: string
  business_unit_id: string | null
}

interface ChannelFilter {
  organization_id: string
  /** Counts only what this user has joined. */
  user_id: string | null
  team_id: string | null
  status: ChannelCountQuery['status'] | null
}

export function createCountStore(database: Database) {
  const lazy = lazily(database)
  const viewsOf = (scope: string) => ({
    statusAndTeam: lazy.prepare<
      [Scope],
      { status: ConversationStatus; team_id: string; conversations: number; online: number }
    >(`
      SELECT status, team_id, sum(conversations) AS conversations,
        sum(conversations * is_presence) AS online
      FROM conversation_counts
      WHERE ${scope}
      GROUP BY status, team_id`),
    openAndJoined: lazy
      .prepare<[Scope & { user_id: string }], number | null>(`
      SELECT sum(conversations) FROM joined_counts
      WHERE user_id = :user_id AND ${scope} AND status NOT IN ('closed', 'spam')`)
      .pluck(),
  })
  // Apart, so that the groups of a business unit come in order from the key and need no sorting.
  const inOrganization = `organization_id = :organization_id`
  const viewsOfOrganization = viewsOf(inOrganization)
  const viewsOfUnit = viewsOf(`${inOrganization} AND business_unit_id = :business_unit_id`)
  // `closed` and `spam` are counted only when asked for by name.
  const byChannelType = (counts: string) =>
    lazy.prepare<[ChannelFilter], { channel_type: ChannelType; conversations: number }>(`
    SELECT channel_type, sum(conversations) AS conversations
    FROM ${counts} AND organization_id = :organization_id
      AND (:team_id IS NULL OR team_id = :team_id)
      AND CASE :status
            WHEN 'online' THEN is_presence AND status NOT IN ('closed', 'spam')
            ELSE status = coalesce(:status, status)
              AND (:status IS NOT NULL OR status NOT IN ('closed', 'spam'))
          END
    GROUP BY channel_type`)
  const channelsOfAll = byChannelType('conversation_counts WHERE TRUE')
  const channelsOfJoined = byChannelType(`joined_counts WHERE user_id = :user_id`)

  return {
    /**
     * Counts every view at once. A view leaves out `closed` and `spam`, which are counted apart.
     *
     * @param teamIds the teams that get a key, zero or not, in this order
     */
    countViews(scope: Scope, userId: string, teamIds: string[]): ViewsCount {
      const byStatus: Partial<Record<ConversationStatus, number>> = {}
      const byTeam = new Map<string, number>(teamIds.map((id) => [id, 0]))
      let all = 0
      let online = 0
      const views = scope.business_unit_id === null ? viewsOfOrganization : viewsOfUnit
      for (const group of views.statusAndTeam.all(scope)) {
        byStatus[group.status] = (byStatus[group.status] ?? 0) + group.conversations
        if (group.status === 'closed' || group.status === 'spam') continue
        all += group.conversations
        online += group.online
        byTeam.set(group.team_id, (byTeam.get(group.team_id) ?? 0) + group.conversations)
      }
      const withoutTeam = byTeam.get('') ?? 0
      byTeam.delete('')
      return {
        all,
        yours: views.openAndJoined.get({ ...scope, user_id: userId }) ?? 0,
        closed: byStatus.closed ?? 0,
        spam: byStatus.spam ?? 0,
        online,
        rep_needed: byStatus['rep needed'] ?? 0,
        pending: byStatus.pending ?? 0,
        soon_to_be: byStatus['soon to be'] ?? 0,
        overdue: byStatus.overdue ?? 0,
        ...Object.fromEntries([...byTeam, ['null', withoutTeam]]),
      }
    },

    /** Counts by channel type; every condition that is set narrows the count further. */
    countChannels(filter: ChannelFilter): ChannelCounts {
      const statement = filter.user_id === null ? channelsOfAll : channelsOfJoined
      const counts = Object.fromEntries(channelTypes.map((type) => [type, 0])) as Record<
        ChannelType,
        number
      >
      let all = 0
      for (const group of statement.all(filter)) {
        counts[group.channel_type] = group.conversations
        all += group.conversations
      }
      return { ...counts, all }
    },
  }
}
export type CountStore = ReturnType<typeof createCountStore>
