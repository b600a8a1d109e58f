import type { EngineAnswer, JsonObject } from '../../search-engine/index.ts'
import { EngineUnavailable } from '../unavailable.ts'

/**
 * A Meilisearch's answer as the documentation prints it: without the `requestUid` it adds to a
 * search, and its messages with the index as the caller calls it. Pure.
 *
 * @throws {EngineUnavailable} for a success that holds no documents, which is no Meilisearch's, and
 *   for a key that is not taken: the caller's own credential was fine
 */
export function tidyAnswer(answer: EngineAnswer, prefix: string): EngineAnswer {
  const { status, body } = answer
  if (body.type === 'auth') {
    throw new EngineUnavailable(`Meilisearch does not take --meilisearch-key: ${body.message}`)
  }
  if (status !== 200) return { status, body: withoutPrefix(body, prefix) }
  if (Array.isArray(body.results)) return answer
  if (Array.isArray(body.hits)) {
    const { requestUid: _, ...rest } = body
    return { status, body: rest }
  }
  throw new EngineUnavailable('the answer of Meilisearch holds neither hits nor results')
}

function withoutPrefix(body: JsonObject, prefix: string): JsonObject {
  const { message } = body
  if (typeof message !== 'string' || prefix === '') return body
  return { ...body, message: message.replace(`Index \`${prefix}`, 'Index `') }
}
