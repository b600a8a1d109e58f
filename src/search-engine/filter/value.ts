import type { Token } from './ast.ts'
import { resolveEscapes } from './escapes.ts'
import { rejectGeoValue } from './geo.ts'
import { type Problem, sentences } from './problem.ts'
import type { Reader } from './reader.ts'

const KEYWORDS: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'IN',
  'NOT',
  'TO',
  'EXISTS',
  'IS',
  'NULL',
  'EMPTY',
  'CONTAINS',
  'STARTS',
  'WITH',
  '_geoRadius',
  '_geoBoundingBox',
])

/** What ends the piece of text that is shown in place of a value. */
const SYNTAX = /[\p{White_Space}()=<>!]/u

export type ValueRead = { token: Token; end: number } | { problem: Problem }

/**
 * Reads a field name or a value: a bare word that is no keyword, or text in `'` or `"`, with the
 * white space around it. An unclosed quote and a misplaced geo filter are final; anything else is
 * a problem that another reading may avoid.
 */
export function readValue(reader: Reader, from: number): ValueRead {
  const at = reader.skipUnicodeSpaces(from)
  rejectGeoValue(reader, at)
  const quote = reader.text[at]
  if (quote === "'" || quote === '"') return readQuoted(reader, at, quote)
  const end = reader.wordEnd(at)
  const reserved = KEYWORDS.has(reader.text.slice(at, end))
  if (end === at || reserved) return { problem: notAValue(reader, at, reserved) }
  return { token: reader.token(at, end), end: reader.skipSpaces(end) }
}

/** As `readValue`, where only a value can follow: a problem is final. */
export function expectValue(reader: Reader, from: number): { token: Token; end: number } {
  const read = readValue(reader, from)
  if ('token' in read) return read
  const { say, span } = read.problem
  return reader.fail(say, span.start, span.end)
}

/** The end of the text inside a quote that was opened before `at`, or the length when unclosed. */
export function findQuoteEnd(reader: Reader, at: number, quote: string): number {
  const { text } = reader
  for (let index = at; index < text.length; index++) {
    if (text[index] === quote) return index
    if (text[index] === '\\' && ++index >= text.length) {
      reader.fail(sentences.malformedValue, at)
    }
  }
  return text.length
}

/** Removes the quote's own escapes, then resolves the others. */
export function readEscaped(
  reader: Reader,
  start: number,
  end: number,
  quote: string,
): { token: Token } | { problem: Problem } {
  const raw = reader.text.slice(start, end).replaceAll(`\\${quote}`, quote)
  const unescaped = resolveEscapes(raw)
  if (unescaped.ok) return { token: reader.token(start, end, unescaped.text) }
  if (unescaped.reason === 'incomplete') reader.fail(sentences.incomplete, 0)
  const { badEscapedNumber, malformedValue } = sentences
  const say = unescaped.reason === 'number' ? badEscapedNumber : malformedValue
  return { problem: reader.problem(say, start, end) }
}

function readQuoted(reader: Reader, at: number, quote: string): ValueRead {
  const end = findQuoteEnd(reader, at + 1, quote)
  if (end === reader.text.length) reader.fail(sentences.missingDelimiter(quote), at)
  const value = readEscaped(reader, at + 1, end, quote)
  return 'problem' in value ? value : { ...value, end: reader.skipSpaces(end + 1) }
}

function notAValue(reader: Reader, at: number, reserved: boolean): Problem {
  const length = reader.text.slice(at).search(SYNTAX)
  const end = length < 0 ? reader.text.length : at + length
  const say = reserved ? sentences.reservedValue : sentences.expectedValue
  return { ...reader.problem(say, at, end), reserved }
}
