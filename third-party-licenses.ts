/** Writes the licence texts of the packages whose code is in the bundle, as they ask for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'rolldown'

export const licensesFile = 'THIRD-PARTY-LICENSES.txt'

interface Manifest {
  name?: string
  version?: string
  license?: string
  author?: string | { name?: string }
}

/** @throws when a bundled package names no licence: it may not be shipped without a look at it */
export function thirdPartyLicenses(): Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? file.moduleIds : [],
      )
      const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))
      const source = [...folders]
        .sort()
        .map(describe)
        .join(`\n${'-'.repeat(80)}\n\n`)
      this.emitFile({ type: 'asset', fileName: licensesFile, source })
    },
  }
}

/** The nearest folder above a module of `node_modules` whose `package.json` has a name and a version. */
function packageFolder(module: string): string | undefined {
  if (!module.includes('/node_modules/')) return undefined
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    const { name, version } = readManifest(folder)
    if (name !== undefined && version !== undefined) return folder
  }
  throw new Error(`${module} belongs to no package`)
}

function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function describe(folder: string): string {
  const { name, version, license, author } = readManifest(folder)
  if (license === undefined) throw new Error(`${name} names no licence`)
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  const by = typeof author === 'string' ? author : author?.name
  const without = [`Published under ${license}${by ? ` by ${by}` : ''}, without a text of it.`]
  return [`${name} ${version} (${license})`, ...(texts.length > 0 ? texts : without), ''].join(
    '\n\n',
  )
}
