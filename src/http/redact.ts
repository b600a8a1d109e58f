/** Keeps credentials out of the log and out of `x-mock-reason`. Pure. */

/** Tokens as the gateway makes them, wherever they stand: user, login, refresh, API key, JWT. */
const tokens = /\b(?:login_acc|acc|rtk|api)_[\w-]+|\beyJ[\w-]+\.[\w.-]*/g

/** A credential that somebody puts into the address, under whatever form. */
const parameters =
  /([?&](?:access_token|x-access-token|api_key|x-api-key|token|authorization)=)[^&#\s]*/gi

/** @returns the text with every credential replaced by `***` */
export function redact(text: string): string {
  return text.replace(parameters, '$1***').replace(tokens, '***')
}
