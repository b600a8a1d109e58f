/** The mistakes of a fixture, over all its files: collected, and said together. */
import { StartError } from '../start-error.ts'

/** So many are spelt out; of the others their number is said. */
const most = 20

export interface Mistakes {
  /**
   * @param place file, and line or path within it
   * @param sentence made only where it is spelt out, because looking for what was meant takes time
   */
  add: (place: string, sentence: string | (() => string)) => void
  /** @throws {StartError} with all that was added, if anything was */
  refuse: () => void
}

export function createMistakes(): Mistakes {
  const lines: string[] = []
  let count = 0
  return {
    add: (place, sentence) => {
      count += 1
      if (lines.length >= most) return
      lines.push(`${place}: ${typeof sentence === 'string' ? sentence : sentence()}`)
    },
    refuse: () => {
      const [first] = lines
      if (first === undefined) return
      if (count === 1) throw new StartError(first)
      const more = count > lines.length ? [`and ${count - lines.length} more`] : []
      const list = [...lines, ...more].map((line) => `\n  ${line}`).join('')
      throw new StartError(`${count} mistakes in the fixture:${list}`)
    },
  }
}

/** A value as it was found, cut where it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** `conversations[3].channel_id`: a path as programs write it. */
export function joinPath(path: string, ...steps: (string | number)[]): string {
  return steps.reduce<string>((before, step) => {
    if (typeof step === 'number') return `${before}[${step}]`
    if (!/^[$\w]+$/.test(step)) return `${before}[${JSON.stringify(step)}]`
    return before === '' ? step : `${before}.${step}`
  }, path)
}
