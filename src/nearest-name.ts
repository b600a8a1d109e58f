import { damerauLevenshtein } from './search/embedded/request/did-you-mean.ts'

/**
 * The name that was probably meant: up to one mistake in every three letters, whatever the case.
 *
 * @returns undefined where none is near
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(written.length / 3))
  const [nearest] = names
    .map((name) => ({
      name,
      mistakes: damerauLevenshtein(written.toLowerCase(), name.toLowerCase()),
    }))
    .filter(({ mistakes }) => mistakes <= allowed)
    .sort((one, other) => one.mistakes - other.mistakes)
  return nearest?.name
}
