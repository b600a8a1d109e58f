// What `npm start` runs. In JavaScript, because a Node that is too old can read no TypeScript, and
// without imports from the project, because nothing may have been installed.
import { existsSync, readFileSync } from 'node:fs'

const isThere = (file) => existsSync(new URL(file, import.meta.url))
const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const needed = /[\d.]+/.exec(manifest.engines.node)[0]
const [neededMajor, neededMinor] = needed.split('.').map(Number)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  refuse(
    `needs Node ${needed} or later, this is ${process.versions.node}: npm ci (without --omit=dev) brings one along`,
  )
} else if (isThere('node_modules/fastify')) {
  await import('./src/bin.ts')
} else if (isThere('dist/bin.js') && isThere('node_modules/better-sqlite3')) {
  // A production install of a package that was built: all but better-sqlite3 is in there.
  await import('./dist/bin.js')
} else {
  refuse('what it needs is not installed: run npm ci (without --omit=dev), then npm start')
}

function refuse(sentence) {
  console.error(`imbrace-gateway-mock: ${sentence}`)
  process.exitCode = 3
}
