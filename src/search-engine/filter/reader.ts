import type { Span, Token } from './ast.ts'
import { FilterError, type Problem } from './problem.ts'

/** The characters that need no quotes in a name or a value. */
const WORD = /[\p{Alphabetic}\p{N}_.-]+/uy
/** What the grammar skips between tokens; other white space is only skipped before a value. */
const SPACES = /[ \t\r\n]*/y
const UNICODE_SPACES = /\p{White_Space}*/uy
const FLOAT = /[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)/y
const EXPONENT = /[eE][+-]?/y
const DIGITS = /[0-9]+/y

/** The text of a filter, read by the functions of the parser from positions they carry along. */
export class Reader {
  readonly text: string
  /** Where the text shown in messages begins; `_foreign(` moves it for all that follows. */
  shownFrom = 0

  constructor(text: string) {
    this.text = text
  }

  span(start: number, end: number = this.text.length): Span {
    return { source: this.text, start, end, shownFrom: this.shownFrom }
  }

  token(start: number, end: number, text = this.text.slice(start, end)): Token {
    return { text, span: this.span(start, end) }
  }

  problem(say: Problem['say'], start: number, end: number = this.text.length): Problem {
    return { span: this.span(start, end), say }
  }

  /** Gives up: no other reading of the filter is tried. */
  fail(say: Problem['say'], start: number, end: number = this.text.length): never {
    throw new FilterError(this.problem(say, start, end))
  }

  /** The end of the run of word characters at `at`: `at` itself when there is none. */
  wordEnd(at: number): number {
    return this.#end(WORD, at)
  }

  skipSpaces(at: number): number {
    return this.#end(SPACES, at)
  }

  skipUnicodeSpaces(at: number): number {
    return this.#end(UNICODE_SPACES, at)
  }

  /** The position after `literal`, or -1. */
  after(literal: string, at: number): number {
    return this.text.startsWith(literal, at) ? at + literal.length : -1
  }

  /** The position after these literals with at least one space between each two, or -1. */
  afterAll(literals: readonly string[], at: number): number {
    let end = at
    for (const [index, literal] of literals.entries()) {
      if (index > 0) {
        const spaced = this.skipSpaces(end)
        if (spaced === end) return -1
        end = spaced
      }
      end = this.after(literal, end)
      if (end < 0) return -1
    }
    return end
  }

  /** The position after the whole word `word` and the spaces around it, or -1. */
  afterWord(word: string, at: number): number {
    const start = this.skipSpaces(at)
    const end = this.wordEnd(start)
    return this.text.slice(start, end) === word ? this.skipSpaces(end) : -1
  }

  /**
   * The end of the number at `at`, or where reading it got stuck as a negative position minus one.
   */
  floatEnd(at: number): number {
    const end = this.#end(FLOAT, at)
    if (end === at) {
      const sign = this.text[at] === '+' || this.text[at] === '-' ? 1 : 0
      const point = this.text[at + sign] === '.' ? 1 : 0
      return -(at + sign + point) - 1
    }
    const exponent = this.#end(EXPONENT, end)
    if (exponent === end) return end
    const digits = this.#end(DIGITS, exponent)
    return digits === exponent ? -exponent - 1 : digits
  }

  #end(pattern: RegExp, at: number): number {
    pattern.lastIndex = at
    return pattern.test(this.text) ? pattern.lastIndex : at
  }
}
