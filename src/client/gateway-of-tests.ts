/** The gateway of a test suite: one that runs already, or one that is started for it. */

import type { NewWorld } from '../worlds/summaries.ts'
import { connectGateway } from './connect.ts'
import type { MockClock, MockFaults, MockGateway, MockJournal, MockWorld } from './types.ts'

export interface GatewayOfTests {
  /**
   * A gateway that runs already: `http://127.0.0.1:9001`. Default: what `IMBRACE_MOCK_URL` says, else one
   * is started for each worker, in memory.
   */
  url?: string
  /** What `--control-token` says. Default: what `IMBRACE_MOCK_CONTROL_TOKEN` says. */
  token?: string
  /** What each test's world is made with. */
  world?: Omit<NewWorld, 'name'>
}

/** What each test is given. */
export interface WorldFixtures {
  /** Its own world, which is removed at its end. */
  world: MockWorld
  /** A base address for clients that take nothing else: whatever is asked there is of this world. */
  url: string
  clock: MockClock
  faults: MockFaults
  /** What was asked of the world. */
  journal: MockJournal
}

type Use<Part> = (part: Part) => Promise<void>

/** Parts of a test's world, as fixtures: a test that asks for none of them has none made. */
export const partsOfWorld = {
  url: async ({ world }: { world: MockWorld }, use: Use<string>) => {
    await use(world.url)
  },
  clock: async ({ world }: { world: MockWorld }, use: Use<MockClock>) => {
    await use(world.clock)
  },
  faults: async ({ world }: { world: MockWorld }, use: Use<MockFaults>) => {
    await use(world.faults)
  },
  journal: async ({ world }: { world: MockWorld }, use: Use<MockJournal>) => {
    await use(world.journal)
  },
}

/** @param use is given it; one that was started is closed when that is done */
export async function withGateway(
  {
    url = process.env.IMBRACE_MOCK_URL,
    token = process.env.IMBRACE_MOCK_CONTROL_TOKEN,
  }: GatewayOfTests,
  use: (gateway: MockGateway) => Promise<void>,
): Promise<void> {
  if (url !== undefined) return use(connectGateway(url, { token }))
  const { startGateway } = await import('../index.ts')
  const started = await startGateway()
  await use(connectGateway(started.url))
  await started.close()
}

/** @param use is given a world, which is removed when that is done */
export async function withWorld(
  gateway: MockGateway,
  options: GatewayOfTests,
  use: (world: MockWorld) => Promise<void>,
): Promise<void> {
  const world = await gateway.worlds.create(options.world)
  await use(world)
  await world[Symbol.asyncDispose]()
}
