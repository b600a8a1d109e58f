/** Puts what was sent into what a stub answers. Pure. */

export interface Sent {
  path: Record<string, string>
  query: Record<string, string>
  header: Record<string, unknown>
  body: unknown
  now: string
}

const placeholder = /\{\{\s*([\w$.-]+)\s*\}\}/g
const whole = /^\{\{\s*([\w$.-]+)\s*\}\}$/

/**
 * @param value JSON
 * @returns the same with each `{{...}}` of its texts replaced: by what was sent, or by null where it is
 *   the whole text and by nothing within one where it was not sent
 */
export function render(value: unknown, sent: Sent): unknown {
  if (typeof value === 'string') {
    const [, one] = whole.exec(value) ?? []
    if (one !== undefined) return lookUp(one, sent) ?? null
    return value.replace(placeholder, (_all, name) => textOf(lookUp(name, sent)))
  }
  if (Array.isArray(value)) return value.map((one) => render(one, sent))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, render(one, sent)]))
}

/** For headers: always a text, on one line. */
export function renderText(text: string, sent: Sent): string {
  return textOf(text.replace(placeholder, (_all, name) => textOf(lookUp(name, sent)))).replace(
    /[^\x20-\x7e]/g,
    '?',
  )
}

function lookUp(name: string, sent: Sent): unknown {
  let value: unknown = sent
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
