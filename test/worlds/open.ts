import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { randomId } from '../../src/base/ids.ts'
import type { WorldsOptions } from '../../src/worlds/types.ts'
import type { World } from '../../src/worlds/world.ts'
import { createWorlds } from '../../src/worlds/worlds.ts'
import { ids } from '../helpers.ts'

/** Worlds of this test alone, of the default fixture in memory unless told otherwise. */
export function openWorlds(options: Partial<WorldsOptions> = {}) {
  const worlds = createWorlds({
    db: ':memory:',
    fixtures: ['default'],
    reset: false,
    clock: systemClock,
    newId: randomId,
    maxLiveWorlds: 80,
    maxParkedWorlds: 10_000,
    journalSize: 1_000,
    soonToBeMs: 180_000,
    overdueMs: 300_000,
    closeAfterMs: 86_400_000,
    inform: () => undefined,
    warn: () => undefined,
    ...options,
  })
  onTestFinished(() => worlds.close())
  return worlds
}

/** Stores a message in the conversation of the documentation's examples. */
export function say(world: World, text: string) {
  const conversation = world.conversations.find(ids.conversation)
  if (conversation === undefined) throw new Error('the conversation is gone')
  return world.messages.send(conversation, conversation.contact_id, { type: 'text', text })
}

/** The texts of all messages that hold a word, by search. */
export async function searchFor(world: World, word: string): Promise<number> {
  const answer = await world.search.search(ids.organization, { q: word, limit: 100 })
  return (answer.body.hits as unknown[]).length
}
