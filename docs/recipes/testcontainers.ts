/**
 * One container of the gateway for a run of tests: name this file as `globalSetup` in vitest.config.ts.
 * `docker build -t imbrace-gateway-mock .` makes the image.
 */
import { GenericContainer, Wait } from 'testcontainers'

const port = 9001

export default async function setup(): Promise<() => Promise<void>> {
  const container = await new GenericContainer('imbrace-gateway-mock')
    .withExposedPorts(port)
    .withEnvironment({ IMBRACE_MOCK_DB: ':memory:' })
    // The image's own health check.
    .withWaitStrategy(Wait.forHealthCheck())
    .start()
  process.env.GATEWAY_URL = `http://${container.getHost()}:${container.getMappedPort(port)}`
  return async () => {
    await container.stop()
  }
}
