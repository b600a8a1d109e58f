/** Hides what is secret in a text that is JSON, the beginning of it, or was meant as such. Pure. */
import { isSecretName } from '../http/redact.ts'

/** A string, in either quotes, that may be cut; or a word, which a number and a name without quotes are. */
const string = (end: '' | '?') =>
  `"[^"\\\\]*(?:\\\\[\\s\\S][^"\\\\]*)*"${end}|'[^'\\\\]*(?:\\\\[\\s\\S][^'\\\\]*)*'${end}`
const word = '[^\\s"\'\\[\\]{},:]+'
const pieces = new RegExp(
  `(?<name>${string('')}|${word})(?=\\s*:)|(?<value>${string('?')}|${word})|(?<mark>[[\\]{},])`,
  'g',
)

/** Says nothing of a secret. */
export const harmless = new Set(['true', 'false', 'null', '""', "''"])

/**
 * @param hide what a text without secrets of its own name becomes: the value of a string, a name
 * @param found called with the value of each field that is secret by its name, or within one
 */
export function maskJson(
  text: string,
  hide: (text: string) => string,
  found?: (secret: string) => void,
): string {
  /** Whether all is secret in the lists and objects that are open. */
  const open: boolean[] = []
  let isSecret = false

  return text.replace(pieces, (piece, ...more) => {
    const { name, mark } = more.at(-1) as { name?: string; mark?: string }
    if (name !== undefined) {
      isSecret = isSecretName(plain(name))
      return rewrite(name, hide)
    }
    const isHidden = isSecret || open.at(-1) === true
    isSecret = false
    if (mark === undefined) {
      if (!isHidden) return rewrite(piece, hide)
      if (harmless.has(piece)) return piece
      found?.(plain(piece))
      return '"***"'
    }
    if (mark === '{' || mark === '[') open.push(isHidden)
    else if (mark !== ',') open.pop()
    return mark
  })
}

/** A number of which something is hidden becomes a string: what was JSON stays JSON. */
function rewrite(piece: string, hide: (text: string) => string): string {
  const before = plain(piece)
  const after = hide(before)
  return after === before ? piece : JSON.stringify(after)
}

/** What a string says; one that is cut says what is left of it. */
function plain(piece: string): string {
  const quote = piece[0]
  if (quote !== '"' && quote !== "'") return piece
  const inner = piece.slice(1, piece.length > 1 && piece.endsWith(quote) ? -1 : undefined)
  if (!inner.includes('\\')) return inner
  return inner.replace(/\\(?:u([\da-f]{4})|([\s\S]))/gi, (_all, hex?: string, one = '') =>
    hex === undefined ? (escapes[one] ?? one) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
