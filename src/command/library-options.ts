/** From the command's options to the library's. */
import type { GatewayOptions } from '../options/app-options.ts'
import { type CliOptions, options } from './options.ts'

/**
 * What the library is told: each option under its name there. Without an address of a Meilisearch
 * nothing else about one counts.
 */
export function libraryOptions(given: CliOptions): GatewayOptions {
  const told: Record<string, unknown> = {}
  const meilisearch: Record<string, unknown> = {}
  for (const [name, { library = '' }] of Object.entries(options)) {
    const [outer = '', inner] = library.split('.')
    const value = given[name as keyof CliOptions]
    if (inner !== undefined) meilisearch[inner] = value
    else if (outer !== '') told[outer] = value
  }
  return meilisearch.url === undefined ? told : { ...told, meilisearch: meilisearch as never }
}
