import { setImmediate } from 'node:timers/promises'

/** What is known of a JSON text before it is parsed. */
export interface JsonSize {
  /** How deep it nests. */
  depth: number
  /** How many members its lists and objects have together, at least. */
  values: number
}

/** How much is looked at before others have their turn. */
const PART = 512 * 1024

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * Measures JSON text without parsing it, until one of the `limits` is exceeded. Lets others have
 * their turn meanwhile.
 *
 * @param text may be anything: what is no JSON is for the parser to refuse
 */
export async function measureJson(text: string, limits: JsonSize): Promise<JsonSize> {
  const size: JsonSize = { depth: 0, values: 0 }
  let depth = 0
  let pause = PART
  for (let at = 0; at < text.length; at += 1) {
    if (at >= pause) {
      await setImmediate()
      pause = at + PART
    }
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (unit === COMMA) size.values += 1
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) {
      size.values += 1
      depth += 1
      size.depth = Math.max(size.depth, depth)
    } else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth -= 1
    if (size.values > limits.values || size.depth > limits.depth) break
  }
  return size
}

/** Where the string ends that begins at `start`; the end of the text when it does not end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1
    if ((end - before) % 2 === 0) return end
  }
  return text.length
}
