/**
 * Reads an origin as browsers send it. Pure.
 *
 * @returns the origin, or what would be right in its place
 */
export function readOrigin(text: string): { origin: string } | { expected: string } {
  const example = 'an origin such as http://localhost:3000'
  const url = URL.parse(text)
  if (url === null || !/^[a-z][a-z\d+.-]*:\/\//i.test(text) || url.host === '') {
    return { expected: example }
  }
  // Pages of other schemes have origins too, for instance capacitor://localhost.
  const origin = `${url.protocol}//${url.host}`
  return text === origin ? { origin } : { expected: `an origin as browsers send it: ${origin}` }
}
