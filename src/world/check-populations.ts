/** Whether a population's threads can be said where it says them. */
import type { FixturePopulation, FixtureThread } from './fixture-types.ts'
import { type MergedRow, type MergedWorld, placeOf } from './merge-worlds.ts'
import { type Mistakes, show } from './mistakes.ts'

/** @param row one that its schema allows, as it does all rows of `world` but those marked wrong */
export function checkPopulation(row: MergedRow, world: MergedWorld, mistakes: Mistakes): void {
  const population = row.fields as unknown as FixturePopulation
  const { file, path } = placeOf(row, 'threads')
  for (const [n, name] of population.threads.entries()) {
    const mistake = (sentence: string) => {
      row.wrong.add('threads')
      mistakes.add(file, `${path}.threads[${n}]: ${sentence}`)
    }
    const found = world.threads.get(name)
    if (found === undefined) mistake(`expected a key of threads, found ${show(name)}`)
    else if (found.wrong.size === 0) {
      const thread = found.fields as unknown as FixtureThread
      checkThread(population, thread, name, world, mistake)
      if (endOf(population, thread) > lastTime) {
        mistake(
          `expected to end before the year 10000: count, every_seconds or after_seconds is too much`,
        )
      }
    }
  }
}

const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** When the last conversation would end if it took this thread. */
function endOf({ starts_at, count, every_seconds }: FixturePopulation, thread: FixtureThread) {
  const seconds = thread.messages.reduce((sum, { after_seconds }) => sum + after_seconds, 0)
  return Date.parse(starts_at) + (count * every_seconds + seconds) * 1000
}

function checkThread(
  { joined_by, channel_id }: FixturePopulation,
  { language, messages }: FixtureThread,
  name: string,
  world: MergedWorld,
  mistake: (sentence: string) => void,
): void {
  if (!world.names.has(language)) mistake(`expected names for the thread's language "${language}"`)
  const speakers = new Set(messages.map(({ by }) => by))
  if (speakers.has('agent') && joined_by.length === 0) {
    mistake(`expected somebody in joined_by: an agent speaks in "${name}"`)
  }
  if (speakers.has('bot') && world.channels.get(channel_id)?.fields.bot_id === undefined) {
    mistake(`expected a channel with a bot_id: a bot speaks in "${name}"`)
  }
}
