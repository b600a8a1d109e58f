/** One gateway for a run of vitest: name this file as `globalSetup` in vitest.config.ts. */
import { startGateway } from 'imbrace-gateway-mock'

export default async function setup(): Promise<() => Promise<void>> {
  const gateway = await startGateway()
  process.env.GATEWAY_URL = gateway.url
  return gateway.close
}
