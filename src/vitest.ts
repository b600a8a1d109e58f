/** For vitest: gives each test a world of its own. */
import { type TestAPI, test } from 'vitest'
import { type GatewayOfTests, withGateway, withWorld } from './client/gateway-of-tests.ts'
import type { MockGateway, MockWorld } from './client/types.ts'

export type { GatewayOfTests as GatewayTestOptions } from './client/gateway-of-tests.ts'
export type * from './client/types.ts'

export interface GatewayFixtures {
  /** The test's own world, which is removed at its end. */
  world: MockWorld
  /** The gateway that it is of. */
  gateway: MockGateway
}

/**
 * @returns vitest's `test`, whose functions are given `world` and `gateway`:
 *   `test('...', async ({ world }) => { await fetch(world.url + '/v1/backend/...') })`
 */
export function gatewayTest(options: GatewayOfTests = {}): TestAPI<GatewayFixtures> {
  return test.extend<GatewayFixtures>({
    gateway: [
      async ({}, use) => {
        await withGateway(options, use)
      },
      { scope: 'worker' },
    ],
    world: async ({ gateway }, use) => {
      await withWorld(gateway, options, use)
    },
  })
}
