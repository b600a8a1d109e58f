import { beginningOf, decompose, fold, type Language } from './normalize.ts'
import { runScript, type Script, scriptOf } from './script.ts'
import { languageOf, segment } from './segment.ts'
import { classify, separatorEnd } from './separators.ts'

/** A piece of a text. Separators end sentences (`hard`) or not (`soft`). */
export interface Token {
  kind: 'word' | 'stop' | 'soft' | 'hard'
  /** The normalized piece: empty when nothing is left of it, cut where it is too long to be a word. */
  lemma: string
  /** Where it is in the text, in UTF-16 code units. */
  start: number
  end: number
  script: Script
  language: Language
}

/**
 * Cuts a text into words and separators and normalizes them, as charabia 0.9.9 does for
 * Meilisearch 1.50: into runs of one script, then at separators, then by the script's own rules.
 * `stopWords` are compared before lower-casing, as there.
 */
export function tokenize(
  text: string,
  stopWords: ReadonlySet<string> = NONE,
): Generator<Token, void, undefined> {
  return tokens(text, stopWords, Number.POSITIVE_INFINITY) as Generator<Token, void, undefined>
}

/** How much of a text is looked at without a token before there is a pause. */
const PAUSE = 64 * 1024

/** The same with nulls for pauses, as megabytes may pass before there is a token. */
export function tokenizeWithPauses(
  text: string,
  stopWords: ReadonlySet<string>,
): Generator<Token | null, void, undefined> {
  return tokens(text, stopWords, PAUSE)
}

function* tokens(
  text: string,
  stopWords: ReadonlySet<string>,
  pause: number,
): Generator<Token | null, void, undefined> {
  for (const run of scriptRuns(text, pause)) {
    if (run === null) {
      yield null
      continue
    }
    const language = languageOf(run.script, run.text)
    for (const piece of pieces(run.text, pause)) {
      if (piece === null) {
        yield null
        continue
      }
      const start = run.start + piece.start
      if (piece.separator) {
        yield token(piece.text, start, run.script, language, stopWords)
        continue
      }
      let at = start
      for (const word of segment(piece.text, run.script, language)) {
        yield token(word, at, run.script, language, stopWords)
        at += word.length
      }
    }
  }
}

/**
 * Tells the tokens of a text without their places, which is all that indexing goes by: several times
 * faster than to make each.
 */
export function visitTokens(
  text: string,
  stopWords: ReadonlySet<string>,
  visit: (kind: Token['kind'], lemma: string) => boolean,
): void {
  for (const run of scriptRuns(text, Number.POSITIVE_INFINITY)) {
    if (run !== null && !visitRun(run, stopWords, visit)) return
  }
}

/** Whether `visit` wants more. */
function visitRun(
  { text, script }: Run,
  stopWords: ReadonlySet<string>,
  visit: (kind: Token['kind'], lemma: string) => boolean,
): boolean {
  const language = languageOf(script, text)
  const tell = (piece: string) => {
    const { kind, lemma } = token(piece, 0, script, language, stopWords)
    return visit(kind, lemma)
  }
  let end = 0
  for (let at = 0; at <= text.length; ) {
    const next = at < text.length ? separatorEnd(text, at) : at
    if (next < 0) {
      at += 1
      continue
    }
    if (at > end) {
      const piece = text.slice(end, at)
      const simple = stopWords.size === 0 ? simpleWord(piece) : null
      if (simple !== null) {
        if (!visit('word', simple)) return false
      } else for (const word of segment(piece, script, language)) if (!tell(word)) return false
    }
    if (at === text.length) break
    if (!tell(text.slice(at, next))) return false
    end = next
    at = next
  }
  return true
}

/** The lemma of a word of ASCII letters and digits alone, which no script changes but their case. */
function simpleWord(piece: string): string | null {
  if (piece.length > SIMPLE) return null
  let isLower = true
  for (let at = 0; at < piece.length; at++) {
    const unit = piece.charCodeAt(at)
    if (unit >= 0x61 ? unit <= 0x7a : unit >= 0x30 && unit <= 0x39) continue
    if (unit < 0x41 || unit > 0x5a) return null
    isLower = false
  }
  return isLower ? piece : piece.toLowerCase()
}

const SIMPLE = 64

/** One piece as a token: what indexing and the query go by, and formatting for its char map. */
function token(
  piece: string,
  start: number,
  script: Script,
  language: Language,
  stopWords: ReadonlySet<string>,
): Token {
  const decomposed = decompose(beginningOf(piece, script))
  const kind = stopWords.has(decomposed) ? 'stop' : classify(decomposed)
  const lemma = kind === 'soft' || kind === 'hard' ? decomposed : fold(decomposed, script, language)
  return { kind, lemma, start, end: start + piece.length, script, language }
}

/** The scripts that `scriptOf` gave to UTF-16 units: looking each up again would take its time. */
const knownScripts: (Script | undefined)[] = []

function scriptOfUnit(unit: number): Script {
  const known = knownScripts[unit]
  if (known !== undefined) return known
  const script = scriptOf(unit)
  knownScripts[unit] = script
  return script
}

interface Run {
  text: string
  start: number
  script: Script
}

/** Characters of no script go with the run they are in; those at the beginning with the first. */
function* scriptRuns(text: string, pause: number): Generator<Run | null, void, undefined> {
  let current: Script = 'other'
  let start = 0
  let next = pause
  for (let at = 0; at < text.length; ) {
    if (at >= next) {
      next += pause
      yield null
    }
    const codePoint = text.codePointAt(at) as number
    const script = codePoint < 0x10000 ? scriptOfUnit(codePoint) : scriptOf(codePoint)
    if (script !== 'other' && script !== current) {
      if (current !== 'other') {
        yield { text: text.slice(start, at), start, script: current }
        start = at
      }
      current = script
    }
    at += codePoint > 0xffff ? 2 : 1
  }
  if (start < text.length) {
    const rest = text.slice(start)
    yield { text: rest, start, script: runScript(current, rest) }
  }
}

interface Piece {
  text: string
  start: number
  separator: boolean
}

function* pieces(run: string, pause: number): Generator<Piece | null, void, undefined> {
  let end = 0
  let paused = pause
  for (let at = 0; at < run.length; ) {
    const next = separatorEnd(run, at)
    if (next < 0) {
      at += 1
      if (at >= paused) {
        paused += pause
        yield null
      }
      continue
    }
    if (at > end) yield { text: run.slice(end, at), start: end, separator: false }
    yield { text: run.slice(at, next), start: at, separator: true }
    end = next
    at = next
  }
  if (end < run.length) yield { text: run.slice(end), start: end, separator: false }
}

const NONE: ReadonlySet<string> = new Set()
