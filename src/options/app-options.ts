/** What a gateway can be told, as the table has it. These types need no package. */
import type { OptionsOf } from './option.ts'
import type { appOptions, gatewayOptions } from './table.ts'

export type { MeilisearchOptions } from './table/meilisearch.ts'

/** How a gateway is set up. Everything has a default: `buildApp()` is a whole gateway in memory. */
export interface AppOptions extends OptionsOf<typeof appOptions> {}

export interface GatewayOptions extends OptionsOf<typeof gatewayOptions> {}
