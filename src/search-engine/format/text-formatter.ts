import type { Steps } from '../base/slices.ts'
import type { MatchedTerms } from '../query/matched-terms.ts'
import { type Token, tokenize } from '../text/tokenize.ts'
import { cropBounds } from './crop.ts'
import { findMatches, type Match } from './find-matches.ts'

/** How one text is formatted: `crop` is a length in words, null leaves it whole. */
export interface TextFormat {
  highlight: boolean
  crop: number | null
}

/** The marks of one request. */
export interface FormatMarks {
  highlightPreTag: string
  highlightPostTag: string
  cropMarker: string
  /** Told of each mark before it is written: marks can be long, and are repeated. */
  spend?: (mark: string) => void
}

/**
 * Formats single texts of the hits of one search; which texts, and the nesting of `_formatted` and
 * `_matchesPosition`, are the caller's.
 */
export interface TextFormatter {
  format(text: string, format: TextFormat): Steps<string>
  /** Where the query matched, as byte offsets in UTF-8. */
  matches(text: string): Steps<{ start: number; length: number }[]>
}

export type CreateTextFormatter = typeof createTextFormatter

export function createTextFormatter(terms: MatchedTerms, marks: FormatMarks): TextFormatter {
  let last: Analysis | null = null

  /** The text that was analysed last is often asked for twice. */
  function* analyse(sent: string): Steps<Analysis> {
    if (last?.sent === sent) return last
    const text = sent.toWellFormed()
    const tokens: Token[] = []
    for (const token of tokenize(text)) {
      if (tokens.push(token) % PAUSE === 0) yield
    }
    last = { sent, text, tokens, matches: yield* findMatches(text, tokens, terms) }
    return last
  }

  return {
    *format(sent, { highlight, crop }) {
      if (!highlight && crop === null) return sent
      const { text, tokens, matches } = yield* analyse(sent)
      const bounds =
        crop === null || crop === 0
          ? ([0, text.length] as const)
          : yield* cropBounds(text, tokens, matches, crop)
      const [start, end] = bounds
      const inner = highlight
        ? yield* highlighted(text, bounds, tokens, matches, marks)
        : text.slice(start, end)
      if (start > 0) marks.spend?.(marks.cropMarker)
      if (end < text.length) marks.spend?.(marks.cropMarker)
      const before = start > 0 ? marks.cropMarker : ''
      return before + inner + (end < text.length ? marks.cropMarker : '')
    },
    *matches(sent) {
      const { text, tokens, matches } = yield* analyse(sent)
      const found: { start: number; length: number }[] = []
      let byte = 0
      let at = 0
      for (const match of matches) {
        const [start, end] = spanOf(match, tokens)
        byte += Buffer.byteLength(text.slice(at, start))
        at = start
        const marked = text.slice(start, markedEnd(text, match, start, end))
        if (found.push({ start: byte, length: Buffer.byteLength(marked) }) % PAUSE === 0) yield
      }
      return found
    },
  }
}

/** Tokens, or matches, between two pauses. */
const PAUSE = 256

interface Analysis {
  sent: string
  text: string
  tokens: Token[]
  matches: Match[]
}

/** The part of a text within bounds, each match in it between the tags. */
function* highlighted(
  text: string,
  [start, end]: readonly [number, number],
  tokens: readonly Token[],
  matches: readonly Match[],
  marks: FormatMarks,
): Steps<string> {
  let formatted = ''
  let at = start
  for (const [index, match] of matches.entries()) {
    if (index % PAUSE === PAUSE - 1) yield
    const [matchStart, matchEnd] = spanOf(match, tokens)
    if (matchEnd < start || matchStart > end) continue
    const from = Math.max(matchStart, start)
    const to = Math.min(matchEnd, end)
    const marked = markedEnd(text, match, from, to)
    marks.spend?.(marks.highlightPreTag)
    marks.spend?.(marks.highlightPostTag)
    formatted += text.slice(at, Math.max(at, from))
    formatted += marks.highlightPreTag + text.slice(from, marked) + marks.highlightPostTag
    formatted += text.slice(marked, to)
    at = to
  }
  return formatted + text.slice(at, Math.max(at, end))
}

function spanOf(match: Match, tokens: readonly Token[]): readonly [start: number, end: number] {
  const [first, last] = match.tokens
  return [(tokens[first] as Token).start, (tokens[last] as Token).end]
}

/** Where the marked characters of a match end, at `end` at the latest. */
function markedEnd(text: string, match: Match, start: number, end: number): number {
  let at = start
  for (let chars = 0; chars < match.chars && at < end; chars++) {
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1
  }
  return Math.min(at, end)
}
