#!/usr/bin/env node
/** The command. Looks at Node first: the rest of the program cannot even be read by an older one. */
import { nodeProblem } from './base/node-version.ts'

const problem = nodeProblem()
if (problem === undefined) {
  // Node keeps what it has compiled in the folder for temporary files, and a build what V8 has compiled
  // while it ran (command/compiled.ts): a quarter of the next start.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('./command/cli.ts')
  await main(process.argv.slice(2), process.env)
} else {
  console.error(`imbrace-gateway-mock: ${problem}`)
  process.exitCode = 3
}
