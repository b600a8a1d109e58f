/** Plain JavaScript, as what imports it: it has to be read by the Nodes that it speaks about. */
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** @returns {string | undefined} a sentence when this Node cannot read the sources, with what would help */
export function nodeProblem() {
  const needed = manifest.engines.node.replace('>=', '')
  const [major, minor] = needed.split('.').map(Number)
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number)
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return undefined
  return `needs Node ${needed} or later, this is ${process.versions.node}: \`npm ci\` with development and optional packages brings a Node 24 along, else install one`
}

/**
 * @param {string} name
 * @returns {boolean} whether that package is installed
 */
export function isInstalled(name) {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
