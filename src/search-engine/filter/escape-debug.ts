const ESCAPED: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
}

const NEEDS_ESCAPE = /[\0\t\n\r'"\\]|(?! )[\p{C}\p{Z}]/gu

/**
 * A text as Meilisearch repeats it inside a message: quotes, backslashes and what cannot be seen
 * are escaped as Rust's `escape_debug` does (`\'`, `\n`, `\u{200b}`). A combining mark is escaped
 * only where it comes first.
 */
export function escapeDebug(text: string): string {
  const first = /^\p{Grapheme_Extend}/u.exec(text)?.[0] ?? ''
  const rest = text.slice(first.length).replaceAll(NEEDS_ESCAPE, (char) => {
    return ESCAPED[char] ?? toCode(char)
  })
  return first === '' ? rest : toCode(first) + rest
}

function toCode(char: string): string {
  return `\\u{${(char.codePointAt(0) as number).toString(16)}}`
}
