/** Keeps credentials out of the log and out of `x-mock-reason`. Pure. */

/** Tokens as the gateway makes them, wherever they stand: user, login, refresh, API key, JWT. */
const tokens = /(?:login_acc|acc|rtk|api)_[\w-]+|eyJ[\w.-]*/g

/** A credential that somebody puts into the address, under whatever form. */
const parameters =
  /([?&](?:access_token|x-access-token|api_key|x-api-key|token|authorization)=)[^&#\s]*/gi

/** Letters, digits and marks that need no percent-encoding, encoded all the same. */
const needlesslyEncoded = /%(?:[46][1-9a-f]|[57][0-9a]|3[0-9]|2[de]|5f|7e)/gi

/** @returns the text with every credential replaced by `***` */
export function redact(text: string): string {
  return text
    .replace(needlesslyEncoded, (encoded) => decodeURIComponent(encoded))
    .replace(parameters, '$1***')
    .replace(tokens, '***')
}
