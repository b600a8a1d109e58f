/** The part of a file that a `Range` header asks for (RFC 9110, 14.2). Pure. */

export interface Range {
  start: number
  /** Behind its last byte. */
  end: number
}

/**
 * @param header one range of bytes; several, and what is none, may be passed over
 * @returns undefined where the whole file is the answer
 */
export function rangeOf(header: string | undefined, length: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1)
  return start < end ? { start, end } : undefined
}
