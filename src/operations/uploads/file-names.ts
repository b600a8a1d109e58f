/** What an uploaded file is called and taken for. Pure. */

/** What most clients send, for files whose name says nothing. */
const extensions: Record<string, string> = {
  'application/json': '.json',
  'application/pdf': '.pdf',
  'audio/mpeg': '.mp3',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/svg+xml': '.svg',
  'image/webp': '.webp',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'video/mp4': '.mp4',
}

const unknownType = 'application/octet-stream'

/**
 * The ending of the name under which a file is kept: of what it was called no more is kept, so that no
 * path, no letter and no length of it matters.
 *
 * @param filename as it was sent
 * @returns with its dot, in small letters; empty where neither name nor type says one
 */
export function extensionOf(filename: string | undefined, contentType: string): string {
  const found = /[^./\\](\.[a-z\d]{1,10})$/i.exec(filename ?? '')?.[1]
  return found?.toLowerCase() ?? extensions[contentType] ?? ''
}

/**
 * @param sent the type of the part, without parameters
 * @param destination what the chat widget sends beside it
 * @returns the first of them that is a type and says something
 */
export function contentTypeOf(sent: string | undefined, destination: string | undefined): string {
  for (const type of [sent, destination]) {
    const candidate = type?.toLowerCase() ?? ''
    if (candidate !== unknownType && isMediaType(candidate)) return candidate
  }
  return unknownType
}

function isMediaType(text: string): boolean {
  return text.length <= 100 && /^[a-z\d][\w!#$&^.+-]*\/[a-z\d][\w!#$&^.+-]*$/.test(text)
}

/** Types that a browser shows without running anything in them. */
const harmless =
  /^(?:image\/(?!svg)|audio\/|video\/|text\/(?:plain|csv)$|application\/(?:pdf|json)$)/

/** Whether a browser may show it in place: all else, such as HTML, SVG and XML, is saved. */
export function isShown(contentType: string): boolean {
  return harmless.test(contentType) && !contentType.endsWith('xml')
}

/** The type as it is sent: text is UTF-8 here, as nearly everywhere. */
export function sentType(contentType: string): string {
  return /^text\/|^application\/json$/.test(contentType)
    ? `${contentType}; charset=utf-8`
    : contentType
}
