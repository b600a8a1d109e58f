import type { Steps } from '../base/slices.ts'
import type { Token } from '../text/tokenize.ts'
import { bestInterval } from './best-interval.ts'
import type { Match } from './find-matches.ts'

/**
 * Which part of a text is left when it is cropped to `size` words: around the matches that show
 * the query best, its beginning when nothing matches. In UTF-16 code units.
 */
export function* cropBounds(
  text: string,
  tokens: readonly Token[],
  matches: readonly Match[],
  size: number,
): Steps<readonly [start: number, end: number]> {
  if (matches.length === 0) return grow(text, tokens, 0, 0, size)
  const [first, last] = yield* bestInterval(matches, size)
  const length = last.words[1] - first.words[0] + 1
  const after = last.tokens[1] + 1
  if (length > size) return [0, shrink(text, tokens, after, length - size)]
  return grow(text, tokens, first.tokens[0], after, size - length)
}

/** Takes words on both sides of the tokens from `before` to `after`, word by word. */
function grow(
  text: string,
  tokens: readonly Token[],
  before: number,
  after: number,
  words: number,
): readonly [start: number, end: number] {
  let start = before
  let end = after
  let left = words
  while (left > 0) {
    const previous = tokens[start - 1]
    const next = tokens[end]
    if (previous === undefined && next === undefined) break
    if (previous !== undefined && next !== undefined) {
      if (isSeparator(previous) && isSeparator(next)) {
        if (previous.kind === next.kind) {
          start--
          // Not to end with a separator before the crop marker.
          if (left > 1) end++
        } else if (previous.kind === 'hard') end++
        else start--
        continue
      }
      if (!isSeparator(previous)) {
        start--
        left--
      }
      if (!isSeparator(next) && left > 0) {
        end++
        left--
      }
    } else if (previous !== undefined) {
      start--
      if (!isSeparator(previous)) left--
    } else if (next !== undefined) {
      end++
      if (!isSeparator(next)) left--
    }
  }
  return [tokens[start - 1]?.end ?? 0, tokens[end]?.start ?? text.length]
}

/** Takes words away from the end of a match that is longer than the crop. */
function shrink(text: string, tokens: readonly Token[], after: number, words: number): number {
  let at = Math.min(after, tokens.length - 1)
  let left = words
  while (left > 0 && at >= 0) {
    if (!isSeparator(tokens[at] as Token)) left--
    at--
  }
  return tokens[at]?.start ?? text.length
}

function isSeparator(token: Token): boolean {
  return token.kind === 'soft' || token.kind === 'hard'
}
