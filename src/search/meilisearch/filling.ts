const everyMs = 2_000

/** How far the filling of a Meilisearch has got, told to whoever waits for it. */
export interface Filling {
  /** @param all how many documents there are to be filled in */
  begin(all: number): void
  /** So many more are searchable. */
  add(count: number): void
  /** All of them are. Not to be called for a filling that failed: it stays where it stopped. */
  end(): void
  /** Says nothing more, for instance because it failed. */
  pause(): void
  /** How many are done since it began last. */
  readonly done: number
  /** For instance `2,000 of 3,466 documents`; undefined when nothing is left to do. */
  readonly text: string | undefined
}

/** @param inform told every two seconds; nothing of a filling that takes less */
export function createFilling(inform: (message: string) => void): Filling {
  let done = 0
  let all: number | undefined
  let began = 0
  let hasTold = false
  let telling: NodeJS.Timeout | undefined

  const filling: Filling = {
    begin(count) {
      done = 0
      all = count
      began = performance.now()
      hasTold = false
      clearInterval(telling)
      telling = setInterval(() => {
        hasTold = true
        inform(`search: filling Meilisearch: ${filling.text}`)
      }, everyMs).unref()
    },
    add(count) {
      done += count
    },
    end() {
      filling.pause()
      const seconds = Math.round((performance.now() - began) / 1_000)
      if (hasTold) inform(`search: Meilisearch is filled: ${spell(done)} documents in ${seconds} s`)
      all = undefined
    },
    pause: () => clearInterval(telling),
    get done() {
      return done
    },
    get text() {
      return all === undefined ? undefined : `${spell(done)} of ${spell(all)} documents`
    },
  }
  return filling
}

function spell(count: number): string {
  return count.toLocaleString('en-US')
}
