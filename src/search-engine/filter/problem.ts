import { isBlank } from '../text/blank.ts'
import type { Span } from './ast.ts'
import { escapeDebug } from './escape-debug.ts'

/** Something wrong in a filter: where, and what is said about it. */
export interface Problem {
  span: Span
  /** The sentence, given the text at the span as it was written. */
  say: (found: string) => string
  /** A keyword stands where a name or a value was expected. */
  reserved?: boolean
}

/** A filter that cannot be read or evaluated; the message is Meilisearch's, position line included. */
export class FilterError extends Error {
  override name = 'FilterError'
  readonly problem: Problem

  constructor(problem: Problem) {
    const { source, start, end } = problem.span
    super(describe(problem.span, problem.say(source.slice(start, end))))
    this.problem = problem
  }
}

/**
 * A sentence with the line that Meilisearch puts below it: `start:end text`, counted in characters
 * from 1 on within the line of the filter that it is about, the end exclusive.
 */
export function describe(span: Span, sentence: string): string {
  const { source, start, end, shownFrom } = span
  const lineStart = start === 0 ? 0 : source.lastIndexOf('\n', start - 1) + 1
  const column = countCharacters(source, lineStart, start) + 1
  const size = countCharacters(source, start, end)
  return `${sentence}\n${column}:${column + size} ${source.slice(shownFrom)}`
}

function countCharacters(text: string, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0xdc00 || unit > 0xdfff) count++
  }
  return count
}

const KNOWN_OPERATIONS =
  '`=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `NOT EXISTS`, `IS NULL`, ' +
  '`IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT CONTAINS`, `STARTS WITH`, ' +
  '`NOT STARTS WITH`, `_geoRadius`, `_geoBoundingBox` or `_geoPolygon`'

/** The sentences of Meilisearch 1.50 about a filter's syntax (`filter-parser/src/error.rs`). */
export const sentences = {
  expectedValue: (found: string) => {
    return isBlank(found)
      ? 'Was expecting a value but instead got nothing.'
      : `Was expecting a value but instead got \`${escapeDebug(found)}\`.`
  },
  reservedValue: (found: string) => {
    if (isBlank(found)) return sentences.expectedValue(found)
    const word = escapeDebug(found)
    return `Was expecting a value but instead got \`${word}\`, which is a reserved keyword. To use \`${word}\` as a field name or a value, surround it by quotes.`
  },
  malformedValue: (found: string) => `Malformed value: \`${escapeDebug(found)}\`.`,
  badEscapedNumber: (found: string) => {
    return `Found an invalid escaped sequence number: \`${escapeDebug(found)}\`.`
  },
  missingDelimiter: (delimiter: string) => (found: string) => {
    return `Expression \`${escapeDebug(found)}\` is missing the following closing delimiter: \`${delimiter}\`.`
  },
  expectedOperation: (found: string) => {
    const where = isBlank(found) ? 'but instead got nothing.' : `at \`${escapeDebug(found)}\`.`
    return `Was expecting an operation ${KNOWN_OPERATIONS} ${where}`
  },
  expectedEnd: (found: string) => {
    return `Found unexpected characters at the end of the filter: \`${escapeDebug(found)}\`. You probably forgot an \`OR\` or an \`AND\` rule.`
  },
  incomplete: () => 'The filter is incomplete and requires Unknown additional bytes to be parsed.',
  tooDeep: () => {
    return 'The filter exceeded the maximum depth limit. Try rewriting the filter so that it contains fewer nested conditions.'
  },
  inOpening: () => 'Expected `[` after `IN` keyword.',
  inClosing: () => 'Expected matching `]` after the list of field names given to `IN[`',
  inValue: (found: string) => {
    return `Expected only comma-separated field names inside \`IN[..]\` but instead found \`${escapeDebug(found)}\`.`
  },
  foreign: (found: string) => {
    return `Was expecting a field name and an condition inside \`_foreign(..)\` filter but instead found \`${escapeDebug(found)}\`.`
  },
  nonFinite: () => 'Non finite floats are not supported',
  geoRadius: () => {
    return 'The `_geoRadius` filter must be in the form: `_geoRadius(latitude, longitude, radius, optionalResolution)`.'
  },
  geoRadiusArguments: (count: number) => () => {
    return `Was expecting 3 or 4 arguments for \`_geoRadius\`, but instead found ${count}.`
  },
  geoBoundingBox: () => {
    return 'The `_geoBoundingBox` filter expects two pairs of arguments: `_geoBoundingBox([latitude, longitude], [latitude, longitude])`.'
  },
  geoPolygon: () => {
    return "The `_geoPolygon` filter doesn't match the expected format: `_geoPolygon([latitude, longitude], [latitude, longitude])`."
  },
  geoPolygonPoints: (count: number) => () => {
    return `The \`_geoPolygon\` filter expects at least 3 points but only ${count} were specified`
  },
  geoPair: (count: number) => () => {
    return `Was expecting 2 coordinates but instead found ${count}.`
  },
  geoReserved: (name: string) => () => {
    return `\`${name}\` is a reserved keyword and thus can't be used as a filter expression. Use the \`_geoRadius(latitude, longitude, distance)\` or \`_geoBoundingBox([latitude, longitude], [latitude, longitude])\` built-in rules to filter on \`_geo\` coordinates.`
  },
  geoMisused: (name: string) => () => {
    return `The \`${name}\` filter is an operation and can't be used as a value.`
  },
  vectorLeftover: () => 'The vector filter has leftover tokens.',
  vectorQuotes: () => 'The quotes in one of the values are inconsistent.',
  vectorNoEmbedder: () => 'Was expecting embedder name but found nothing.',
  vectorBadEmbedder: () => "The vector filter's embedder name is invalid.",
  vectorNoFragment: () => 'The vector filter is missing a fragment name.',
  vectorBadFragment: () => "The vector filter's fragment name is invalid.",
  vectorOperation: () => {
    return 'Was expecting an operation like `EXISTS` or `NOT EXISTS` after the vector filter.'
  },
}

/** Only white space, as Rust's `trim` sees it. */
