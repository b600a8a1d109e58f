/** What a gateway can be told. Apart from what does it, so that these types need no package. */
import type { AccessOptions } from './table/access.ts'
import type { ElsewhereOptions } from './table/elsewhere.ts'
import type { LimitOptions } from './table/limits.ts'
import type { ListeningOptions } from './table/listening.ts'
import type { LogOptions } from './table/log.ts'
import type { SearchOptions } from './table/meilisearch.ts'
import type { DefaultWorldOptions } from './table/world.ts'

export type { MeilisearchOptions } from './table/meilisearch.ts'

/** How a gateway is set up. Everything has a default: `buildApp()` is a whole gateway in memory. */
export interface AppOptions
  extends DefaultWorldOptions,
    LogOptions,
    AccessOptions,
    LimitOptions,
    ElsewhereOptions,
    SearchOptions {}

export interface GatewayOptions extends ListeningOptions, AppOptions {}
