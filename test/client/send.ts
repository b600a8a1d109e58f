/** What a customer's client asks of a world. */
import type { MockWorld } from '../../src/client.ts'
import { tokens } from '../helpers.ts'

export function send({ url }: MockWorld, text: string): Promise<Response> {
  return fetch(`${url}/v1/backend/conversation_messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-access-token': tokens.contact },
    body: JSON.stringify({ type: 'text', text }),
  })
}
