import type { EngineAnswer } from './engine-answer.ts'

/** A request that Meilisearch refuses: its message, its error code and the HTTP status. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: string
  readonly status: number

  constructor(message: string, code: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }

  /** The answer as it goes over the wire (Meilisearch 1.50: `ResponseError`). */
  toAnswer(): EngineAnswer {
    const { message, code, status } = this
    const link = `https://docs.meilisearch.com/errors#${code}`
    return { status, body: { message, code, type: 'invalid_request', link } }
  }
}

/** A feature of the real engine that the embedded one does not have, refused by its name. */
export function needsRealMeilisearch(name: string, code: string): Refusal {
  return new Refusal(`\`${name}\` needs a real Meilisearch: set --meilisearch-url`, code)
}

/** Refuses `useNetwork`, whatever its value: the experimental feature is off. */
export function checkNetwork(useNetwork: boolean | undefined): void {
  if (useNetwork === undefined) return
  throw featureOff('passing `useNetwork` in a search query', 'network', 805)
}

/** Refuses `media`, which a keyword search may carry beside a `hybrid` that is all keywords. */
export function checkMedia(media: unknown): void {
  if (media !== undefined) throw featureOff('passing `media` in a search query', 'multimodal', 846)
}

/** What is refused after all else, once there is an answer to rank anew. */
export function checkPersonalize(personalize: object | undefined): void {
  if (personalize) throw featureOff('reranking search results', 'personalization', 866)
}

function featureOff(use: string, feature: string, discussion: number): Refusal {
  const message = `${use} requires enabling the \`${feature}\` experimental feature. See https://github.com/orgs/meilisearch/discussions/${discussion}`
  return new Refusal(message, 'feature_not_enabled')
}

const UID = /^[A-Za-z0-9_-]{1,400}$/

/** Refuses an index name that cannot be one. */
export function checkUid(uid: string): void {
  if (UID.test(uid)) return
  throw new Refusal(
    `\`${uid}\` is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512 bytes.`,
    'invalid_index_uid',
  )
}

export function indexNotFound(uid: string): Refusal {
  return new Refusal(`Index \`${uid}\` not found.`, 'index_not_found', 404)
}
