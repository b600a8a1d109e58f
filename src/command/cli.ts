/** Flags and environment -> a running gateway; signals -> its end. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { jsonLine } from '../base/json-line.ts'
import { StartError } from '../base/start-error.ts'
import { version } from '../base/version.ts'
import { isLoopback } from '../http/addresses.ts'
import type { Gateway } from '../index.ts'
import type { Announcer } from './announce.ts'
import { checkHealth } from './health-check.ts'
import { helpText } from './help-text.ts'
import { type Invocation, readInvocation, wantsJson } from './invocation.ts'
import { libraryOptions } from './library-options.ts'
import { UsageError } from './options.ts'
import { createPortFile, type PortFile } from './port-file.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** What V8 has compiled of the command. */
export interface Compiled {
  /** Whether an earlier start has kept all that is loaded by now. */
  isKept: () => boolean
  /** Keeps the rest for the next start. V8 takes it by the same flags only. */
  keep: () => void
}

/**
 * Exit codes: 0 clean stop, 1 unexpected or unhealthy, 2 usage, 3 cannot start.
 *
 * @param compiled undefined for sources, of which nothing is kept
 */
export async function main(
  argv: string[],
  environment: Record<string, string | undefined>,
  compiled?: Compiled,
): Promise<void> {
  // Asked for by name: a pipe alone makes JSON of the log, but errors stay sentences.
  const isJson = wantsJson(argv, environment)
  const complain = (message: string, code: number, err?: string) => {
    const sentence = err ?? `imbrace-gateway-mock: ${message}`
    const fields = { event: 'failed', code, message, err }
    console.error(isJson ? jsonLine('fatal', fields) : sentence)
  }
  // Who reads the lines may stop before they end, as `head` does: the gateway goes on, like its log.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    const invocation = readInvocation(argv, environment)
    const { command, options } = invocation
    if (command === 'help') process.stdout.write(helpText(invocation.helpFor))
    else if (command === 'version') process.stdout.write(`${version}\n`)
    else if (command === 'start') await start(invocation, compiled)
    else if (command === 'health' || command === 'wait') {
      const asked = command === 'wait' ? { ...options, timeout: options.timeout ?? 30 } : options
      process.exitCode = await checkHealth(asked, (message) => complain(message, 1))
    } else if (command === 'play') {
      const { playFile } = await import('./play-file.ts')
      const [file = ''] = invocation.operands
      process.exitCode = await playFile(file, options, isJson, complain)
    } else if (command === 'import') {
      const { runImport } = await import('./run-import.ts')
      process.exitCode = await runImport(options, isJson, complain)
    } else if (command === 'contract') {
      const { runContract } = await import('./run-contract.ts')
      process.exitCode = await runContract(options, isJson, complain)
    } else {
      const { runTool } = await import('./tools.ts')
      process.exitCode = await runTool(command, invocation, (text) => process.stdout.write(text))
    }
  } catch (error) {
    const code = error instanceof UsageError ? 2 : error instanceof StartError ? 3 : 1
    const { message, stack } = error as Error
    complain(message, code, code === 1 ? stack : undefined)
    process.exitCode = code
  }
}

async function start(
  { options, notes }: Invocation,
  compiled: Compiled | undefined,
): Promise<void> {
  const log = options.log === 'auto' ? (process.stdout.isTTY ? 'human' : 'json') : options.log
  let portFile: PortFile | undefined
  let gateway: Gateway | undefined
  let announcer: Announcer | undefined
  let settle: (() => void) | undefined
  const close = async () => {
    portFile?.release()
    await gateway?.close()
    settle?.()
  }
  // Before all else: the first process of a container ignores a signal it has no listener for.
  stopOnSignals(close, (reason, code) => announcer?.stopped(reason, code))
  const { startGateway } = await import('../index.ts')
  const { createAnnouncer } = await import('./announce.ts')
  announcer = createAnnouncer(log, options)
  for (const note of notes) announcer.note(note)
  try {
    const file = options['port-file']
    portFile = file === undefined ? undefined : createPortFile(file)
    gateway = await startGateway({
      ...libraryOptions(options),
      log,
      logOutput: announcer.logOutput,
    })
    portFile?.write(gateway.port)
  } catch (error) {
    await close()
    throw error
  }
  if (!isLoopback(options.host) && options['control-token'] === undefined) {
    announcer.note(
      `who reaches port ${gateway.port} of this machine can also read, change and reset its worlds (/_mock): --control-token TEXT asks for a token there`,
    )
  }
  announcer.listening(gateway)
  if (compiled === undefined || compiled.isKept()) {
    keepHeapSmall()
    return
  }
  // A first start. The first requests belong to what is compiled.
  settle = () => {
    settle = undefined
    compiled.keep()
    keepHeapSmall()
  }
  setTimeout(() => settle?.(), firstRequestsMs).unref()
}

/** How long after a start its first requests have probably come. */
const firstRequestsMs = 500

/** Not before it has started: what a start makes stays, and to collect it again and again was a tenth of it. */
function keepHeapSmall(): void {
  // V8 lets the space for new objects grow to three times 16 MiB, and a busy search index takes all of
  // it. Kept at its first size it makes a process of a third less memory, hardly slower.
  setFlagsFromString('--semi-space-growth-factor=1')
  // That little is collected sooner than another thread is woken to help.
  setFlagsFromString('--no-parallel-scavenge')
  // What has died would otherwise stay until the heap is several times what is alive: here until it is
  // half as much again. That counts from a collection on, of which the first would come when a hundred
  // thousand requests have left 40 MiB.
  setTimeout(() => {
    setFlagsFromString('--heap-growing-percent=50')
    setFlagsFromString('--expose-gc')
    runInNewContext('gc()')
  }, firstRequestsMs).unref()
}
