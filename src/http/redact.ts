/** Keeps credentials out of the log and out of `x-mock-reason`. Pure. */
import type { IncomingHttpHeaders } from 'node:http'

/**
 * Tokens as the gateway makes them, wherever they stand: user, login, refresh, API key, JWT. The words
 * "api_key" and "api_keys" are none, nor is "api_key_token", by which clients ask for the list of keys.
 */
const tokens = /(?:login_acc|acc|rtk|api)_(?!keys?(?:_tokens?)?(?![\w-]))[\w-]+|eyJ[\w.-]*/g

/** What is called like this is secret, whatever its value looks like. */
const secretNames =
  '[\\w.-]*(?:token|passw(?:or)?d|passphrase|secret|authorization|credential|api[-_]?key|jwt)[\\w.-]*|(?:[\\w.-]*[-_.])?(?:otp|pwd)|(?:verification|verify|sign_?in|login|auth|one_?time)_?codes?'

/** In an address: `?access_token=...`. */
const parameters = new RegExp(`([?&;#](?:${secretNames})=)[^&#;\\s]+`, 'gi')

/**
 * A text in JSON, quoted and ended by as many backslashes and a quote: one in JSON has none, one of JSON
 * in JSON has 1, deeper 3. Up to its end, or as much of it as there is where it was cut.
 */
const jsonText = (n: number) =>
  `\\\\{${n}}"(?:[^"\\\\]|\\\\{${n + 1}}(?:\\\\{${n + 1}}|\\\\{${n}}")|\\\\+(?!["\\\\]))*(?:\\\\*")?`

/** In JSON that is quoted: `"password":"..."`. Where a list or an object ends is not looked for: all behind it is hidden. */
const properties = new RegExp(
  `(\\\\{0,7}["'](?:${secretNames})\\\\{0,7}["']\\s*:\\s*)(?:${[0, 1, 3, 7].map(jsonText).join('|')}|'(?:[^'\\\\]|\\\\.)*'?|[[{][\\s\\S]*|[^\\s,}\\]]+)`,
  'gi',
)

/** Percent-encoded once or more often: `%61`, `%2561`, `%252561`. */
const encoded = /%(?:25)*([2-7][0-9a-f])/gi

/** What a text must have of to hide anything, so that most are read only once. */
const suspicious =
  /token|passw|passphrase|secret|authorization|credential|api[-_]?key|jwt|otp|pwd|code|(?:acc|rtk|api)_|eyJ|%/i

const wholeName = new RegExp(`^(?:${secretNames})$`, 'i')

/** Whether a header, a parameter or a field of this name carries a secret. */
export function isSecretName(name: string): boolean {
  return wholeName.test(name)
}

/** Whether a text may hold anything that `redact` hides by itself. */
export function isSuspicious(text: string): boolean {
  return suspicious.test(text)
}

/** @returns the credentials that a request carries in its headers, as they stand there */
export function credentialsOf(headers: IncomingHttpHeaders): string[] {
  const found: string[] = []
  for (const name of credentialHeaders) {
    const value = headers[name]
    if (value === undefined) continue
    const text = String(value)
      .replace(/^\s*(?:Bearer|Basic)\s+/i, '')
      .trim()
    if (text !== '') found.push(text)
  }
  return found
}

const credentialHeaders = ['x-access-token', 'x-api-key', 'x-temp-token', 'authorization'] as const

/**
 * @param text an address, or words about a request
 * @param secrets what is to be hidden besides, as it is written: a contact's id is a secret only where
 *   it was sent as a credential
 * @returns the text with every credential replaced by `***`; one without any is left as it is
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  if (!suspicious.test(text) && !secrets.some((secret) => text.includes(secret))) return text
  const hidden = hide(text, secrets)
  if (!hidden.includes('%')) return hidden
  const decoded = hidden.replace(encoded, (_all, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const decodedHidden = hide(decoded, secrets)
  return decodedHidden === decoded ? hidden : decodedHidden
}

function hide(text: string, secrets: readonly string[]): string {
  const hidden = text
    .replace(parameters, '$1***')
    .replace(properties, '$1***')
    .replace(tokens, '***')
  return secrets.reduce(hideWord, hidden)
}

/** A short secret is not looked for within longer words. */
function hideWord(text: string, secret: string): string {
  if (!text.includes(secret)) return text
  const word = secret.replace(/[^\w]/g, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`)
  return text.replace(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'gu'), '***')
}
