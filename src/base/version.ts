import { readFileSync } from 'node:fs'
import { packageRoot } from './package-root.ts'

/** The package's version. */
export const { version } = JSON.parse(
  readFileSync(new URL('package.json', packageRoot), 'utf8'),
) as { version: string }
