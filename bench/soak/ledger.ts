/** What was acknowledged, what was refused, and what should not have been. */
const contact = { 'x-access-token': 'con_test_contact' }
const agent = { 'x-access-token': 'acc_20bea5ac-9e26-4864-b60f-ae7834c2c63e' }
const json = { 'content-type': 'application/json' }

export const messages = '/v1/backend/conversation_messages'
export const searches = '/v1/backend/meilisearch/org_imbrace/search'
export const fetches = '/v1/backend/meilisearch/org_imbrace/fetch'
export const asContact = { ...contact, ...json }
export const asAgent = { ...agent, ...json }

interface Listed {
  data: { id: string }[]
}

export function createLedger() {
  const acknowledged = new Set<string>()
  const surprises: string[] = []
  const counts = {
    acknowledged: 0,
    'refused while the disk was full': 0,
    'cut off by a kill or a stop': 0,
    searches: 0,
    'searches refused while the disk was full': 0,
    'sockets left': 0,
    'longest answer, ms': 0,
  }
  let isDiskFull = false

  async function ask(url: string, body: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: asAgent,
      body: JSON.stringify(body),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  return {
    counts: () => counts,
    surprises: () => surprises,
    isDiskFull: () => isDiskFull,
    noteFullDisk(isFull: boolean) {
      isDiskFull = isFull
    },
    acknowledge(id: string) {
      acknowledged.add(id)
      counts.acknowledged = acknowledged.size
    },
    count(what: keyof typeof counts) {
      counts[what] += 1
    },
    noteTime(milliseconds: number) {
      counts['longest answer, ms'] = Math.max(
        counts['longest answer, ms'],
        Math.round(milliseconds),
      )
    },
    surprise(text: string) {
      surprises.push(text)
    },

    /** Loads what a gateway loads on first use. */
    async warmUp(url: string): Promise<void> {
      await ask(url + searches, { q: 'writer', limit: 1 })
      await (await fetch(`${url}${messages}?limit=10`, { headers: contact })).arrayBuffer()
    },

    /** How many acknowledged messages are not listed exactly once, and how many are not searchable. */
    async findMissing(url: string): Promise<{ listed: number; searched: number }> {
      const times = new Map<string, number>()
      const response = await fetch(`${url}${messages}?limit=10000000`, { headers: contact })
      for (const { id } of ((await response.json()) as Listed).data) {
        times.set(id, (times.get(id) ?? 0) + 1)
      }
      const searchable = new Set<string>()
      for (let offset = 0; ; offset += 5_000) {
        const filter = 'conversation_id = conv_testing_conversation1'
        const body = { filter, fields: ['_id'], limit: 5_000, offset }
        const { message } = (await ask(url + fetches, body)) as {
          message: { results: { _id: string }[] }
        }
        for (const { _id } of message.results) searchable.add(_id)
        if (message.results.length === 0) break
      }
      const ids = [...acknowledged]
      return {
        listed: ids.filter((id) => times.get(id) !== 1).length,
        searched: ids.filter((id) => !searchable.has(id)).length,
      }
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
