import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of this package, with a slash: `fixtures` lies there however the code was built. */
export const packageRoot: URL = findRoot(new URL('.', import.meta.url))

/** The world a start begins with. */
export const defaultFixture = fileURLToPath(new URL('fixtures/default', packageRoot))

function findRoot(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder
  return findRoot(new URL('..', folder))
}
