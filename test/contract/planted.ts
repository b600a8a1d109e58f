/** A gateway with one defect: what stands between a client and a gateway that has none. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Defect {
  method: string
  path: RegExp
  /** Of an answer of this status. Default 200. */
  status?: number
  /** Changes the body that was answered. */
  spoil: (body: never) => unknown
}

/** @returns its address, and how many answers it has spoilt */
export async function startWithDefect(
  gatewayUrl: string,
  { method, path, status = 200, spoil }: Defect,
): Promise<{ url: string; spoilt: () => number }> {
  let count = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.fromEntries(
      Object.entries(request.headers)
        .filter(([name]) => !['host', 'connection', 'content-length'].includes(name))
        .map(([name, value]) => [name, String(value)]),
    )
    const answer = await fetch(gatewayUrl + request.url, {
      method: request.method ?? 'GET',
      headers,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    let text = await answer.text()
    const [address = ''] = request.url?.split('?') ?? []
    if (request.method === method && path.test(address) && answer.status === status) {
      count += 1
      const body = JSON.parse(text)
      text = JSON.stringify(spoil(body as never) ?? body)
    }
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, spoilt: () => count }
}
