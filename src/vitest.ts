/** For vitest: gives each test a world of its own. */
import { type TestAPI, test } from 'vitest'
import {
  type GatewayOfTests,
  partsOfWorld,
  type WorldFixtures,
  withGateway,
  withWorld,
} from './client/gateway-of-tests.ts'
import type { MockGateway, MockWorld } from './client/types.ts'

export type { GatewayOfTests as GatewayTestOptions } from './client/gateway-of-tests.ts'
export type * from './client/types.ts'

export interface GatewayFixtures extends WorldFixtures {
  /** The gateway that the world is of. */
  gateway: MockGateway
}

/**
 * A test that fails tells on standard error what it has asked of addresses that nobody has.
 *
 * @returns vitest's `test`, whose functions are given `world`, of it `url`, `clock`, `faults` and
 *   `journal`, and `gateway`: `test('...', async ({ url }) => { await fetch(url + '/v1/backend/...') })`
 */
export function gatewayTest(options: GatewayOfTests = {}): TestAPI<GatewayFixtures> {
  return test.extend<GatewayFixtures>({
    gateway: [
      async ({}, use) => {
        await withGateway(options, use)
      },
      { scope: 'worker' },
    ],
    world: async ({ gateway, task }, use) => {
      await withWorld(gateway, options, async (world) => {
        await use(world)
        if (task.result?.state === 'fail' && !task.fails) await tellUnmatched(world)
      })
    },
    ...partsOfWorld,
  })
}

/** An address that is written wrong explains most failures, and is seen in none of them. */
async function tellUnmatched({ journal }: MockWorld): Promise<void> {
  // Where there is no journal, or no gateway any more, the failure says what there is to say.
  const { requests } = await journal.unmatched().catch(() => ({ requests: [] }))
  if (requests.length === 0) return
  const lines = requests.map(({ method, url, nearest }) => {
    const hint = nearest === null ? '' : `, which is near ${nearest}`
    return `  ${method} ${url}${hint}`
  })
  console.error(`No operation has what was asked:\n${lines.reverse().join('\n')}`)
}
