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
