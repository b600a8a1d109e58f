/** Worlds as they once were, by name. */
import type { Clock } from '../base/clock.ts'
import { checkName, WorldProblem } from './problem.ts'
import type { SnapshotSummary } from './types.ts'

export interface Snapshots {
  /** @param world null when it comes from outside */
  write(name: string, world: string | null, image: Buffer): SnapshotSummary
  /** @throws {WorldProblem} `unknown` */
  read(name: string): Buffer
  list(): SnapshotSummary[]
  /** @throws {WorldProblem} `unknown` */
  remove(name: string): void
}

export function createSnapshots(clock: Clock): Snapshots {
  const kept = new Map<string, { image: Buffer; summary: SnapshotSummary }>()

  function find(name: string) {
    const found = kept.get(name)
    if (found !== undefined) return found
    throw new WorldProblem('unknown', `no snapshot ${name}: PUT /_mock/snapshots/${name} takes one`)
  }

  return {
    write(name, world, image) {
      checkName('snapshot', name)
      const created_at = clock().toISOString()
      const summary = { name, world, created_at, bytes: image.length }
      kept.set(name, { image, summary })
      return summary
    },
    read: (name) => find(name).image,
    list: () => [...kept.values()].map(({ summary }) => summary),
    remove(name) {
      find(name)
      kept.delete(name)
    },
  }
}
