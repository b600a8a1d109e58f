/** What is told of worlds and snapshots, and what a world is made with. Types that need no package. */
import type { ClockState } from '../base/clock.ts'

export interface WorldSummary {
  name: string
  /** A parked one is woken by the next request. */
  state: 'live' | 'parked'
  created_at: string
  last_used_at: string
  /** What its rows and indexes take: of a live one all, of a parked one what differs from the fixture. */
  bytes: number
}

export interface WorldDetails extends WorldSummary {
  /** The number of rows by table. */
  rows: Record<string, number>
  clock: ClockState
  /** null where ids are random. */
  seed: string | null
}

export interface SnapshotSummary {
  name: string
  /** The world it was taken of, null when it was uploaded. */
  world: string | null
  created_at: string
  bytes: number
}

export interface NewWorld {
  /** Default: one that is not taken. */
  name?: string
  /** Default: the fixture. */
  from?: { world: string } | { snapshot: string }
  clock?: Partial<ClockState>
  /** Makes its ids the same for the same calls. */
  seed?: string | number
}
