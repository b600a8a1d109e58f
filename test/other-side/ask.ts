/** Asks a gateway that listens, in a world. */
import type { Gateway } from '../../src/index.ts'

type Json = ReturnType<typeof JSON.parse>

interface Answer {
  status: number
  body: Json
}

export function asker(gateway: () => Gateway) {
  let worlds = 0
  async function ask(
    world: string,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer> {
    const response = await fetch(`${gateway().url}${path}`, {
      method,
      headers: {
        'x-mock-world': world,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    ask,
    post: (world: string, path: string, body: unknown) => ask(world, 'POST', path, {}, body),
    /** The name of a world that was not there. */
    fresh(): string {
      worlds += 1
      return `other-side-${worlds}`
    },
  }
}
