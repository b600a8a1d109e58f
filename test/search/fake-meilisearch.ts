import { onTestFinished } from 'vitest'
import { type FakeMeilisearch, startStandIn } from './meilisearch-stand-in.ts'

export type { FakeMeilisearch, Fault } from './meilisearch-stand-in.ts'

/** Starts one for this test, on any free port. */
export async function startFakeMeilisearch(key?: string): Promise<FakeMeilisearch> {
  const fake = await startStandIn({ key })
  onTestFinished(fake.close)
  return fake
}
