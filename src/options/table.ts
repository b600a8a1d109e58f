/**
 * The one table of options, in the order in which `--help` and the documents have them. From it come
 * flags, variables and what they are read as, checks, defaults, `--help`, and what docs/options.md is
 * compared with. The library's types stand beside the entries.
 */
import type { AppOptions, GatewayOptions } from './app-options.ts'
import { accessOptions } from './table/access.ts'
import { elsewhereOptions } from './table/elsewhere.ts'
import { limitOptions } from './table/limits.ts'
import { listeningOptions } from './table/listening.ts'
import { logOptions } from './table/log.ts'
import { searchOptions } from './table/meilisearch.ts'
import { defaultWorldOptions } from './table/world.ts'

export { commandOptions } from './table/command.ts'
export { meilisearchOptions } from './table/meilisearch.ts'
export { listeningOptions }

/** Those of `buildApp`. */
export const appOptions = {
  ...defaultWorldOptions,
  ...logOptions,
  ...accessOptions,
  ...limitOptions,
  ...elsewhereOptions,
  ...searchOptions,
} satisfies Record<keyof AppOptions, unknown>

/** Those of `startGateway`. */
export const gatewayOptions = {
  ...listeningOptions,
  ...appOptions,
} satisfies Record<keyof GatewayOptions, unknown>
