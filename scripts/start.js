/**
 * What `npm start` runs: the sources where all their packages are installed, else what `npm run build`
 * made of them. Where neither can run, it says so and what would help.
 */
import { existsSync } from 'node:fs'
import { isInstalled, nodeProblem } from './usable-node.js'

const build = new URL('../dist/bin.js', import.meta.url)

function startProblem() {
  if (!isInstalled('better-sqlite3')) return 'its packages are not installed yet: run `npm ci`'
  const problem = nodeProblem()
  if (problem !== undefined) return problem
  if (isInstalled('fastify') || existsSync(build)) return undefined
  return 'without development packages only a build can run: run `npm ci`, or `npm run build` before they go'
}

const problem = startProblem()
if (problem === undefined) {
  await import(isInstalled('fastify') ? '../src/bin.ts' : build.href)
} else {
  console.error(`imbrace-gateway-mock: ${problem}`)
  process.exitCode = 3
}
