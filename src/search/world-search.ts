import type { SearchEngine } from '../search-engine/index.ts'

/** A world's search: an engine that is kept in step with the world's rows. */
export interface WorldSearch extends Pick<SearchEngine, 'search' | 'fetch' | 'close'> {
  /**
   * Makes the engine ready before the first request.
   *
   * @throws {StartError} when it cannot be used
   */
  start(): Promise<void>
  /** `ok`, or in a sentence why searches fail now. Costs nothing: nobody is asked. */
  state(): string
  /**
   * To be called after messages were committed. Costs next to nothing. An engine that looks at the rows
   * when it is asked has none.
   */
  noticeMessages?(): void
  /** To be called after all rows were replaced. */
  reset(): void
}
