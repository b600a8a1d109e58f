/** Keeps secrets out of whatever is shown of a journal. Pure. */
import { isSecretName, isSuspicious, redact } from '../http/redact.ts'
import { harmless, maskJson } from './mask-json.ts'

export type Header = [name: string, value: string]

const hidden = '***'

/** A secret of so many characters is found within longer words, too. */
const longSecret = 8

/** Shorter ones are hidden where they stand under their name, and nowhere else. */
const shortestSecret = 4

/** JSON in a string of JSON, and so on: nobody nests deeper, and what does is not shown. */
const deepestNesting = 4

/**
 * What is secret in a request by where it stands, to be hidden wherever else it stands: an answer repeats
 * the token that it gives, and a text the password that was sent.
 */
export function secretsOf(headers: readonly Header[], url: string, texts: readonly string[]) {
  const found = new Set<string>()
  const note = (secret: string) => {
    if (secret.length >= shortestSecret && !harmless.has(secret)) found.add(secret)
  }
  for (const [name, value] of headers) {
    if (/^(?:set-)?cookie$/i.test(name)) {
      for (const [, cookie, secret = ''] of cookiesIn(value)) {
        // A world's name is a word of its tests: everywhere else it may stand.
        if (cookie !== 'mock_world') note(secret)
      }
    } else if (isSecretHeader(name)) note(withoutScheme(value).trim())
  }
  const [, query = ''] = url.split('?')
  for (const [name, value] of new URLSearchParams(query)) if (isSecretName(name)) note(value)
  for (const text of texts) {
    if (isJson(text) && mayHide(text)) maskJson(text, (same) => same, note)
  }
  // A secret may be part of another: the longer first.
  return [...found].sort((one, other) => other.length - one.length)
}

export function maskHeader([name, value]: Header, secrets: readonly string[]): Header {
  if (/^(?:set-)?cookie$/i.test(name)) return [name, maskCookies(value)]
  if (!isSecretHeader(name)) return [name, maskText(value, secrets)]
  const secret = withoutScheme(value)
  return [name, value.slice(0, value.length - secret.length) + hidden]
}

/** An address, or words. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = redact(text, secrets)
  for (const secret of secrets) {
    if (secret.length >= longSecret) masked = masked.replaceAll(secret, hidden)
  }
  return masked
}

/** A body: JSON or not, whole or not. */
export function maskBody(text: string, secrets: readonly string[], depth = 0): string {
  if (!mayHide(text) && !secrets.some((secret) => text.includes(secret))) return text
  if (depth === deepestNesting) return hidden
  // The first of a form's fields has no mark before it.
  if (!isJson(text)) return maskText(`&${text}`, secrets).slice(1)
  return maskJson(text, (part) =>
    isJson(part) ? maskBody(part, secrets, depth + 1) : maskText(part, secrets),
  )
}

/** Or was meant as such. */
const isJson = (text: string) => /^\s*["'{[]/.test(text)

/** Names can be written in other letters, in JSON by their numbers. */
const mayHide = (text: string) => isSuspicious(text) || text.includes('\\u')

/** Those of CORS say which credentials may come, and have none: `access-control-allow-credentials: true`. */
const isSecretHeader = (name: string) => isSecretName(name) && !/^access-control-/i.test(name)

function withoutScheme(value: string): string {
  return value.replace(/^\s*(?:Bearer|Basic|Digest|Token)\s+/i, '')
}

function cookiesIn(value: string) {
  return value.matchAll(/([^=;\s]+)=([^;]*)/g)
}

/** The first of `Set-Cookie` is the cookie; the rest says how long it is kept. */
function maskCookies(value: string): string {
  return value.replace(/([^=;\s]+)=([^;]*)/g, (_all, name) => `${name}=${hidden}`)
}
