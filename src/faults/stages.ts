import type { EffectKind } from './schemas.ts'
import type { FaultEffect, FaultMatch } from './types.ts'

/**
 * When a rule is looked at: as soon as a request comes, before anybody asks who sends it; when it is
 * about to be worked on, which is when caller and body are known and nothing refuses it any more; when a
 * socket would be let in; when it would be told of an event.
 */
export type Stage = 'arrival' | 'work' | 'handshake' | 'event'

const stages: Partial<Record<EffectKind, Stage>> = {
  // What an effect does with the work of an operation is nothing where there is none.
  'commit-then-drop': 'work',
  'commit-then-500': 'work',
  'slow-commit': 'work',
  'stale-counts': 'work',
  'search-lag': 'work',
  'socket-refuse': 'handshake',
  'socket-drop': 'event',
  'socket-hold': 'event',
  'socket-double': 'event',
}

/** Pure. */
export function stageOf({ kind }: FaultEffect, { caller, body }: FaultMatch = {}): Stage {
  return stages[kind] ?? (caller !== undefined || body !== undefined ? 'work' : 'arrival')
}

/** What a rule of each stage can be matched by, besides the caller and its credential. */
export const matchedBy: Record<Stage, readonly (keyof FaultMatch)[]> = {
  arrival: ['operation', 'method', 'path'],
  work: ['operation', 'method', 'path', 'body'],
  handshake: [],
  event: ['event'],
}
