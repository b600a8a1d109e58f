/** For Playwright: gives each test a world of its own, which its browser means by a cookie. */
import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
  test,
} from '@playwright/test'
import { type GatewayOfTests, withGateway, withWorld } from './client/gateway-of-tests.ts'
import type { MockGateway, MockWorld } from './client/types.ts'

export type { GatewayOfTests as GatewayTestOptions } from './client/gateway-of-tests.ts'
export type * from './client/types.ts'

/** The test's own world, which is removed at its end. */
export interface GatewayFixtures {
  world: MockWorld
}

/** The gateway that it is of. */
export interface GatewayWorkerFixtures {
  gateway: MockGateway
}

export type GatewayTest = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & GatewayFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & GatewayWorkerFixtures
>

/**
 * Whatever the browser of a test asks of the gateway, and of the page's own origin (`baseURL`), which may
 * hand it on, is of the test's world: requests and sockets. A front end of another site than the gateway
 * is given `world.url` for an address, because browsers keep cookies from it.
 *
 * @returns Playwright's `test`, whose functions are given `world` and `gateway` besides
 */
export function gatewayTest(options: GatewayOfTests = {}): GatewayTest {
  return test.extend<GatewayFixtures, GatewayWorkerFixtures>({
    gateway: [
      async ({}, use) => {
        await withGateway(options, use)
      },
      { scope: 'worker' },
    ],
    world: async ({ gateway }, use) => {
      await withWorld(gateway, options, use)
    },
    context: async ({ context, world, gateway, baseURL }, use) => {
      const urls = baseURL === undefined ? [gateway.url] : [gateway.url, baseURL]
      await context.addCookies(urls.map((url) => ({ ...world.cookie, url })))
      await use(context)
    },
  })
}
