import { existsSync } from 'node:fs'

/** The folder of this package, with a slash: `fixtures` lies there however the code was built. */
export const packageRoot: URL = findRoot(new URL('.', import.meta.url))

function findRoot(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder
  return findRoot(new URL('..', folder))
}
