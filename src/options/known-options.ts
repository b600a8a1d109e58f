/** The library's options, read by the table: which there are, what each takes, and its default. */
import type { AppOptions, GatewayOptions } from './app-options.ts'
import type { Settings } from './option.ts'
import { readOptions } from './read-options.ts'
import { appOptions, gatewayOptions, listeningOptions, meilisearchOptions } from './table.ts'

/** Every option of `startGateway`, those of a Meilisearch as `meilisearch.url` and so on. */
export function optionNames(): string[] {
  return Object.keys(gatewayOptions).flatMap((name) =>
    name === 'meilisearch'
      ? Object.keys(meilisearchOptions).map((inner) => `${name}.${inner}`)
      : [name],
  )
}

/** @throws {OptionError} for an option that `buildApp` has not, or a value that one does not take */
export function readAppOptions(options: AppOptions): Settings<typeof appOptions> {
  return readOptions('buildApp', options, appOptions)
}

/**
 * @returns what `startGateway` does itself, and what it gives to `buildApp`, as it came
 * @throws {OptionError} for an option that `startGateway` has not, or a value one does not take
 */
export function readGatewayOptions(
  options: GatewayOptions,
): Settings<typeof listeningOptions> & { ofApp: AppOptions } {
  const { port, host, setup } = readOptions('startGateway', options, gatewayOptions)
  const ofApp = Object.entries(options).filter(([name]) => !Object.hasOwn(listeningOptions, name))
  return { port, host, setup, ofApp: Object.fromEntries(ofApp) }
}

/** @throws {OptionError} for a place that nothing can listen on */
export function checkPlace({ port, host }: { port?: unknown; host?: unknown }): void {
  listeningOptions.port.kind.check('port', port)
  if (host !== undefined) listeningOptions.host.kind.check('host', host)
}
