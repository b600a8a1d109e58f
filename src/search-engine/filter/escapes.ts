export type Unescaped =
  | { ok: true; text: string }
  | { ok: false; reason: 'incomplete' | 'number' | 'malformed' }

const SIMPLE: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  "'": "'",
  '"': '"',
  '\\': '\\',
  '/': '/',
}

const BACKSLASH = 0x5c

/**
 * Resolves the escapes of a filter value after its quotes are gone: `\n`, `\x20`, `\u0041`,
 * `\u{1F600}` and octal `\101` (Meilisearch 1.50 leaves this to the crate `unescaper`).
 * An unknown escape is malformed, a cut one incomplete, one with a bad number a bad number.
 */
export function resolveEscapes(text: string): Unescaped {
  if (!text.includes('\\')) return { ok: true, text }
  // Not by adding texts: of millions of escapes that would be felt by others.
  const units = new Uint16Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at)
    const simple = unit === BACKSLASH ? SIMPLE[text[at + 1] ?? ''] : undefined
    if (unit !== BACKSLASH || simple !== undefined) {
      units[length] = simple?.charCodeAt(0) ?? unit
      length += 1
      at += simple === undefined ? 1 : 2
      continue
    }
    const found = readEscape(text, at + 1)
    if (typeof found === 'string') return { ok: false, reason: found }
    for (let n = 0; n < found.char.length; n += 1) units[length + n] = found.char.charCodeAt(n)
    length += found.char.length
    at = found.end
  }
  return { ok: true, text: Buffer.from(units.buffer, 0, length * 2).toString('utf16le') }
}

type Escape = { char: string; end: number } | 'incomplete' | 'number' | 'malformed'

function readEscape(text: string, at: number): Escape {
  const char = text[at]
  if (char === undefined) return 'incomplete'
  if (char === 'x') return readDigits(text, at + 1, 2, 16)
  if (char === 'u') return text[at + 1] === '{' ? readBraces(text, at + 2) : readUnicode(text, at)
  if (char >= '0' && char <= '7') return readOctal(text, at)
  return 'malformed'
}

function readUnicode(text: string, at: number): Escape {
  return readDigits(text, at + 1, 4, 16)
}

/** `count` characters (not bytes) as one number; a character beyond the BMP is two UTF-16 units. */
function readDigits(text: string, at: number, count: number, radix: number): Escape {
  let end = at
  for (let read = 0; read < count; read++) {
    const point = text.codePointAt(end)
    if (point === undefined) return 'incomplete'
    end += point > 0xffff ? 2 : 1
  }
  return toChar(text.slice(at, end), radix, end)
}

/** The number up to the closing brace, or up to the end when there is none. */
function readBraces(text: string, at: number): Escape {
  const close = text.indexOf('}', at)
  const end = close < 0 ? text.length : close
  return toChar(text.slice(at, end), 16, close < 0 ? end : end + 1)
}

/** Three octal digits after 0 to 3, two after 4 to 7: a byte at most. */
function readOctal(text: string, at: number): Escape {
  const length = (text[at] as string) < '4' ? 3 : 2
  const digits = /^[0-7]+/.exec(text.slice(at, at + length))?.[0] ?? ''
  return toChar(digits, 8, at + digits.length)
}

function toChar(digits: string, radix: number, end: number): Escape {
  if (!/^\+?[0-9a-fA-F]+$/.test(digits)) return 'number'
  const code = Number.parseInt(digits, radix)
  if (code > 0xffffffff) return 'number'
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 'malformed'
  return { char: String.fromCodePoint(code), end }
}
