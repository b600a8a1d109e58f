import type { Steps } from '../base/slices.ts'
import { isBlank } from '../text/blank.ts'
import type { Condition, Operation, Token } from './ast.ts'
import { readGeo } from './geo.ts'
import { FilterError, sentences } from './problem.ts'
import { Reader } from './reader.ts'
import { expectValue, readValue } from './value.ts'
import { readVectors } from './vectors.ts'

/** Each nested call of the grammar counts: a parenthesis costs four levels, a NOT one. */
const MAX_DEPTH = 150

const COMPARISONS = ['<=', '>=', '!=', '<', '>', '='] as const

/** Values of a list between two pauses. */
const PAUSE = 64

type Read = { condition: Condition; end: number }

/**
 * Reads a filter expression; null for a blank one, which filters nothing. Throws a `FilterError`
 * with the message and position of Meilisearch 1.50 (`filter-parser`), whose grammar this follows
 * reading by reading: which of several possible complaints is made depends on their order.
 */
export function* parseFilter(text: string): Steps<Condition | null> {
  if (isBlank(text)) return null
  const reader = new Reader(text)
  const { condition, end } = yield* readOr(reader, 0, 0)
  if (end < text.length) reader.fail(sentences.expectedEnd, end)
  return condition
}

function* readOr(reader: Reader, at: number, depth: number): Steps<Read> {
  checkDepth(reader, at, depth)
  return yield* readList(reader, at, 'OR', (from) => readAnd(reader, from, depth + 1))
}

function* readAnd(reader: Reader, at: number, depth: number): Steps<Read> {
  checkDepth(reader, at, depth)
  return yield* readList(reader, at, 'AND', (from) => readNot(reader, from, depth + 1))
}

function* readList(
  reader: Reader,
  at: number,
  word: 'OR' | 'AND',
  readItem: (from: number) => Steps<Read>,
): Steps<Read> {
  const first = yield* readItem(at)
  const conditions = [first.condition]
  let end = first.end
  for (let next = reader.afterWord(word, end); next >= 0; next = reader.afterWord(word, end)) {
    yield
    const item = yield* readItem(next)
    conditions.push(item.condition)
    end = item.end
  }
  if (conditions.length === 1) return first
  return { condition: { type: word === 'OR' ? 'or' : 'and', conditions }, end }
}

/** Two NOTs in a row cancel each other, also around an operation that is itself negated. */
function* readNot(reader: Reader, at: number, depth: number): Steps<Read> {
  checkDepth(reader, at, depth)
  const after = reader.afterWord('NOT', at)
  if (after < 0) return yield* readPrimary(reader, at, depth + 1)
  const { condition, end } = yield* readNot(reader, after, depth + 1)
  return { condition: negate(condition), end }
}

function negate(condition: Condition): Condition {
  return condition.type === 'not' ? condition.condition : { type: 'not', condition }
}

function* readPrimary(reader: Reader, at: number, depth: number): Steps<Read> {
  checkDepth(reader, at, depth)
  const start = reader.skipSpaces(at)
  if (reader.text[start] === '(') return yield* readParentheses(reader, at, start, depth)
  const geo = yield* readGeo(reader, at)
  if (geo) return geo
  const field = readValue(reader, at)
  if ('problem' in field) {
    const { reserved, say, span } = field.problem
    if (reserved) reader.fail(say, span.start, span.end)
    return reader.fail(sentences.expectedOperation, at)
  }
  return (
    (yield* readIn(reader, field.token, field.end)) ??
    readComparison(reader, field.token, field.end) ??
    readState(reader, field.token, field.end) ??
    readVectors(reader, at) ??
    readExists(reader, field.token, field.end) ??
    readRange(reader, field.token, field.end) ??
    readTextMatch(reader, field.token, field.end) ??
    (yield* readForeign(reader, at, depth)) ??
    reader.fail(sentences.expectedOperation, at)
  )
}

function* readParentheses(reader: Reader, at: number, open: number, depth: number): Steps<Read> {
  const { condition, end } = yield* readOr(reader, reader.skipSpaces(open + 1), depth + 1)
  const close = reader.skipSpaces(end)
  if (reader.text[close] !== ')') reader.fail(sentences.missingDelimiter(')'), at)
  return { condition, end: reader.skipSpaces(close + 1) }
}

/** `IN [a, b]` and `NOT IN […]`; once `IN` is read only a list can follow. */
function* readIn(reader: Reader, field: Token, at: number): Steps<Read | null> {
  const afterIn = reader.afterWord('IN', at)
  if (afterIn >= 0) {
    const { values, end } = yield* readInList(reader, afterIn)
    return { condition: { type: 'in', field, values }, end }
  }
  const wordEnd = reader.wordEnd(at)
  if (reader.text.slice(at, wordEnd) !== 'NOT') return null
  const afterNotIn = reader.afterWord('IN', wordEnd)
  if (afterNotIn < 0) return null
  const { values, end } = yield* readInList(reader, afterNotIn)
  return { condition: { type: 'not', condition: { type: 'in', field, values } }, end }
}

type Values = { values: Token[]; end: number }

function* readInList(reader: Reader, at: number): Steps<Values> {
  if (reader.text[at] !== '[') reader.fail(sentences.inOpening, at)
  const { values, end } = yield* readValues(reader, at + 1)
  const close = reader.skipSpaces(end)
  if (reader.text[close] === ']') return { values, end: reader.skipSpaces(close + 1) }
  return reader.fail(end === reader.text.length ? sentences.inClosing : sentences.inValue, end)
}

/** Values separated by commas, one more comma allowed at the end. */
function* readValues(reader: Reader, at: number): Steps<Values> {
  const first = readValue(reader, at)
  if ('problem' in first) return { values: [], end: at }
  const values = [first.token]
  let end = first.end
  for (;;) {
    const comma = reader.skipSpaces(end)
    if (reader.text[comma] !== ',') return { values, end }
    const start = reader.skipSpaces(comma + 1)
    const next = readValue(reader, start)
    if ('problem' in next) return { values, end: start }
    if (values.push(next.token) % PAUSE === 0) yield
    end = next.end
  }
}

function readComparison(reader: Reader, field: Token, at: number): Read | null {
  const operator = COMPARISONS.find((literal) => reader.after(literal, at) >= 0)
  if (!operator) return null
  const { token, end } = expectValue(reader, at + operator.length)
  return toRead(field, { operator, value: token }, end)
}

/** `IS [NOT] NULL` and `IS [NOT] EMPTY`. */
function readState(reader: Reader, field: Token, at: number): Read | null {
  if (reader.after('IS', at) < 0) return null
  for (const state of ['NULL', 'EMPTY'] as const) {
    const operation: Operation = { operator: `IS ${state}` }
    const is = reader.afterAll(['IS', state], at)
    if (is >= 0) return toRead(field, operation, is)
    const isNot = reader.afterAll(['IS', 'NOT', state], at)
    if (isNot >= 0) return toRead(field, operation, isNot, true)
  }
  return null
}

function readExists(reader: Reader, field: Token, at: number): Read | null {
  const exists = reader.after('EXISTS', at)
  if (exists >= 0) return toRead(field, { operator: 'EXISTS' }, exists)
  const missing = reader.afterAll(['NOT', 'EXISTS'], at)
  return missing < 0 ? null : toRead(field, { operator: 'EXISTS' }, missing, true)
}

/** `field from TO to`: whatever follows a field is tried as `from`, final complaints included. */
function readRange(reader: Reader, field: Token, at: number): Read | null {
  const from = readValue(reader, at)
  if ('problem' in from) return null
  const word = reader.after('TO', from.end)
  if (word < 0) return null
  const spaced = reader.skipSpaces(word)
  if (spaced === word) return null
  const to = expectValue(reader, spaced)
  return toRead(field, { operator: 'TO', from: from.token, to: to.token }, to.end)
}

/** `[NOT] CONTAINS x` and `[NOT] STARTS WITH x`, the latter with exactly one space inside. */
function readTextMatch(reader: Reader, field: Token, at: number): Read | null {
  for (const operator of ['CONTAINS', 'STARTS WITH'] as const) {
    const plain = reader.after(operator, at)
    const end = plain >= 0 ? plain : reader.afterAll(['NOT', operator], at)
    if (end < 0) continue
    const keyword = reader.token(end - operator.length, end)
    const value = expectValue(reader, end)
    const operation: Operation = { operator, keyword, value: value.token }
    return toRead(field, operation, value.end, plain < 0)
  }
  return null
}

/** `_foreign(field, filter)`. What messages show of the filter begins here from now on. */
function* readForeign(reader: Reader, from: number, depth: number): Steps<Read | null> {
  const start = reader.skipSpaces(from)
  const named = reader.wordEnd(start)
  if (reader.text.slice(start, named) !== '_foreign') return null
  reader.shownFrom = from
  try {
    return yield* readForeignParameters(reader, named, depth)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw new FilterError({ ...error.problem, say: sentences.foreign })
  }
}

function* readForeignParameters(reader: Reader, at: number, depth: number): Steps<Read> {
  const open = expectLiteral(reader, '(', at)
  const field = expectValue(reader, reader.skipSpaces(open))
  const comma = expectLiteral(reader, ',', field.end)
  const { condition, end } = yield* readOr(reader, reader.skipSpaces(comma), depth)
  const close = expectLiteral(reader, ')', reader.skipSpaces(end))
  return { condition: { type: 'foreign', field: field.token, condition }, end: close }
}

function expectLiteral(reader: Reader, literal: string, at: number): number {
  const end = reader.after(literal, at)
  return end < 0 ? reader.fail(sentences.foreign, at) : end
}

function toRead(field: Token, operation: Operation, end: number, negated = false): Read {
  const condition: Condition = { type: 'operation', field, operation }
  return { condition: negated ? { type: 'not', condition } : condition, end }
}

function checkDepth(reader: Reader, at: number, depth: number): void {
  if (depth > MAX_DEPTH) reader.fail(sentences.tooDeep, at)
}
