/** The search engine did not answer, not in time, or nothing that makes sense. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
}
