import { damerauLevenshtein } from '../request/did-you-mean.ts'
import type { Condition, Token, VectorPart } from './ast.ts'
import { type Problem, sentences } from './problem.ts'
import type { Reader } from './reader.ts'
import { readEscaped } from './value.ts'

const PARTS = ['fragments', 'userProvided', 'documentTemplate', 'regenerate'] as const

/** Reads `_vectors[.embedder[.part]] [NOT] EXISTS`; null when the text does not begin like that. */
export function readVectors(
  reader: Reader,
  from: number,
): { condition: Condition; end: number } | null {
  const start = reader.skipSpaces(from)
  const named = reader.after('_vectors', start)
  if (named < 0) return null
  const field = reader.token(start, named)
  const spaced = reader.skipSpaces(named)
  if (spaced > named) return readExistence(reader, spaced, field, null, { kind: 'none' })
  if (reader.text[named] !== '.') return null
  if (reader.text[named + 1] === ' ') {
    reader.fail(sentences.vectorNoEmbedder, named + 1, named + 2)
  }
  const embedder = expectName(reader, named + 1, sentences.vectorBadEmbedder)
  const { part, end } = readPart(reader, embedder.end)
  if (reader.text[end] === '.') rejectSuffix(reader, end, part)
  const after = reader.skipSpaces(end)
  if (after === end) reader.fail(sentences.vectorLeftover, end)
  return readExistence(reader, after, field, embedder.token, part)
}

function readExistence(
  reader: Reader,
  at: number,
  field: Token,
  embedder: Token | null,
  part: VectorPart,
): { condition: Condition; end: number } {
  const condition: Condition = { type: 'vectors', field, embedder, part }
  const exists = reader.after('EXISTS', at)
  if (exists >= 0) return { condition, end: exists }
  const missing = reader.afterAll(['NOT', 'EXISTS'], at)
  if (missing >= 0) return { condition: { type: 'not', condition }, end: missing }
  return reader.fail(sentences.vectorOperation, at)
}

function readPart(reader: Reader, at: number): { part: VectorPart; end: number } {
  for (const kind of PARTS) {
    const end = reader.after(`.${kind}`, at)
    if (end < 0) continue
    if (kind !== 'fragments') return { part: { kind }, end }
    if (reader.text[end] !== '.') reader.fail(sentences.vectorNoFragment, end)
    const name = expectName(reader, end + 1, sentences.vectorBadFragment)
    return { part: { kind: 'fragment', name: name.token }, end: name.end }
  }
  return { part: { kind: 'none' }, end: at }
}

/** A third part, or one that is none of the known ones. */
function rejectSuffix(reader: Reader, point: number, part: VectorPart): never {
  const name = readName(reader, point + 1)
  const known = typeof name === 'string' ? null : name.token
  const say = sayUnknownSuffix(part, known?.text ?? '.')
  const { start, end } = known?.span ?? { start: point, end: point + 1 }
  return reader.fail(say, start, end)
}

function sayUnknownSuffix(part: VectorPart, found: string): Problem['say'] {
  if (found === '.') {
    return () =>
      'Was expecting one of `.fragments`, `.userProvided`, `.documentTemplate`, `.regenerate` or nothing, but instead found a point without a valid value.'
  }
  if (part.kind !== 'none') {
    const previous = part.kind === 'fragment' ? 'fragments' : part.kind
    return () =>
      `Vector filter can only accept one of \`fragments\`, \`userProvided\`, \`documentTemplate\` or \`regenerate\`, but found both \`${previous}\` and \`${found}\`.`
  }
  if (PARTS.some((name) => name === found)) return () => 'Was expecting this part to be unquoted.'
  // A much longer text is not near, and to compare it would take its length times a name's.
  const near = PARTS.find((name) => {
    return found.length <= 2 * name.length + 4 && damerauLevenshtein(found, name) <= 2
  })
  const hint = near ? ` Did you mean \`${near}\`?` : ''
  return () =>
    `Was expecting one of \`fragments\`, \`userProvided\`, \`documentTemplate\`, \`regenerate\` or nothing, but instead found \`${found}\`.${hint}`
}

type Name = { token: Token; end: number }
type NameRead = Name | 'none' | 'unclosed'

function expectName(reader: Reader, at: number, say: Problem['say']): Name {
  const name = readName(reader, at)
  if (name === 'unclosed') return reader.fail(sentences.vectorQuotes, at)
  return name === 'none' ? reader.fail(say, at) : name
}

/** A word without points, or text in quotes. */
function readName(reader: Reader, at: number): NameRead {
  const quote = reader.text[at]
  if (quote === "'" || quote === '"') {
    const close = findClosing(reader.text, at + 1, quote)
    if (close < 0) return 'unclosed'
    const value = readEscaped(reader, at + 1, close, quote)
    return 'token' in value ? { ...value, end: close + 1 } : 'none'
  }
  const word = reader.text.slice(at, reader.wordEnd(at)).split('.', 1)[0] ?? ''
  if (word === '') return 'none'
  return { token: reader.token(at, at + word.length), end: at + word.length }
}

function findClosing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === quote) return at
    if (text[at] === '\\') at++
  }
  return -1
}
