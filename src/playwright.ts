/** For Playwright: gives each test a world of its own, which its browser means by a cookie. */
import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestInfo,
  type TestType,
  test,
} from '@playwright/test'
import {
  type GatewayOfTests,
  partsOfWorld,
  type WorldFixtures,
  withGateway,
  withWorld,
} from './client/gateway-of-tests.ts'
import type { MockGateway, MockWorld } from './client/types.ts'

export type {
  GatewayOfTests as GatewayTestOptions,
  WorldFixtures as GatewayFixtures,
} from './client/gateway-of-tests.ts'
export type * from './client/types.ts'

/** The gateway that the worlds of tests are of. */
export interface GatewayWorkerFixtures {
  gateway: MockGateway
}

export type GatewayTest = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & WorldFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & GatewayWorkerFixtures
>

/**
 * Whatever the browser of a test asks of the gateway, and of the page's own origin (`baseURL`), which may
 * hand it on, is of the test's world: requests and sockets. A front end of another site than the gateway
 * is given `url` for an address, because browsers keep cookies from it. A test that fails has what was
 * asked of its world attached, as `requests.har`.
 *
 * @returns Playwright's `test`, whose functions are given `world`, of it `url`, `clock`, `faults` and
 *   `journal`, and `gateway` besides
 */
export function gatewayTest(options: GatewayOfTests = {}): GatewayTest {
  return test.extend<WorldFixtures, GatewayWorkerFixtures>({
    gateway: [
      async ({}, use) => {
        await withGateway(options, use)
      },
      { scope: 'worker' },
    ],
    world: async ({ gateway }, use, testInfo) => {
      await withWorld(gateway, options, async (world) => {
        await use(world)
        if (testInfo.status !== testInfo.expectedStatus) await attachRequests(world, testInfo)
      })
    },
    ...partsOfWorld,
    context: async ({ context, world, gateway, baseURL }, use) => {
      const urls = baseURL === undefined ? [gateway.url] : [gateway.url, baseURL]
      await context.addCookies(urls.map((url) => ({ ...world.cookie, url })))
      await use(context)
    },
  })
}

/** Browsers' network panels read it, also the journal's reasons and notes in it. */
async function attachRequests({ journal }: MockWorld, testInfo: TestInfo): Promise<void> {
  // Where there is no journal, or no gateway any more, the failure says what there is to say.
  const har = await journal.har().catch(() => undefined)
  if (har === undefined) return
  const body = JSON.stringify(har)
  await testInfo.attach('requests.har', { body, contentType: 'application/json' })
}
