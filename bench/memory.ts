/** Resident memory before and after many requests of all three sorts. */
import { page, send, views } from './requests.ts'
import { copyOfDefaultWorld, type Kind, kinds, startServer } from './servers.ts'
import { load } from './throughput.ts'

export interface Memory {
  kind: Kind
  /** In MiB. */
  atStart: number
  afterTenth: number
  afterAll: number
}

export async function measureMemory(requests: number): Promise<Memory[]> {
  const results: Memory[] = []
  // One message sent for nine requests that read, so that pages do not count ever more messages.
  const mix = [page, views, page, views, send, page, views, page, views, page]
  for (const kind of kinds) {
    if (kind === 'floor, tuned SQL') continue
    const server = await startServer(kind, copyOfDefaultWorld('memory'))
    try {
      await load(server, page, { amount: 8 })
      const atStart = server.memory()
      await load(server, mix, { amount: requests / 10 })
      const afterTenth = server.memory()
      await load(server, mix, { amount: (requests / 10) * 9 })
      results.push({ kind, atStart, afterTenth, afterAll: server.memory() })
    } finally {
      await server.stop()
    }
  }
  return results
}
