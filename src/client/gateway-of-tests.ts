/** The gateway of a test suite: one that runs already, or one that is started for it. */

import type { NewWorld } from '../worlds/summaries.ts'
import { connectGateway } from './connect.ts'
import type { MockGateway, MockWorld } from './types.ts'

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
