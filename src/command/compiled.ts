/**
 * The command of a build, which is scripts: of a script, unlike of a module, V8 hands out all that it has
 * compiled by now. A start calls two thousand functions, and to compile them was a quarter of it; Node's
 * own cache has only what is compiled before a file runs. They are kept in the folder of that cache, which
 * belongs to one version of Node, for one content of a file.
 */
import type { Compiled, main as runCommand } from './cli.ts'

// Not imported, which would read every export of them (src/base/node-http.ts).
const { readFileSync, renameSync, writeFileSync } = process.getBuiltinModule('node:fs')
const { createRequire, getCompileCacheDir } = process.getBuiltinModule('node:module')
const { join } = process.getBuiltinModule('node:path')
const { constants, Script } = process.getBuiltinModule('node:vm')
const { crc32 } = process.getBuiltinModule('node:zlib')

/** A file of the build. */
interface Piece {
  script: InstanceType<typeof Script>
  module: { exports: unknown }
  /** Where what is compiled of it is kept; undefined where Node keeps nothing. */
  kept: string | undefined
}

const folder = import.meta.dirname
const pieces = new Map<string, Piece>()
const requireOther = createRequire(import.meta.url)
const requirePiece = (id: string) => (id.startsWith('./') ? load(id.slice(2)) : requireOther(id))

function load(name: string): unknown {
  const known = pieces.get(name)
  if (known !== undefined) return known.module.exports
  const filename = join(folder, name)
  const bytes = readFileSync(filename)
  const cache = getCompileCacheDir()
  const kept = cache === undefined ? undefined : join(cache, `${name}-${crc32(bytes).toString(36)}`)
  // The build leaves ASCII alone in it (rolldown.config.ts), which is read faster and takes half the room.
  const text = `(function (exports, require, module, __filename, __dirname) {${bytes.toString('latin1')}\n})`
  const script = new Script(text, {
    filename,
    cachedData: kept === undefined ? undefined : readKept(kept),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const module = { exports: {} }
  pieces.set(name, { script, module, kept })
  script.runInThisContext()(module.exports, requirePiece, module, filename, folder)
  return module.exports
}

/** @returns undefined for none, and for one that is not as it was written, of which V8 would die */
function readKept(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file)
    const data = bytes.subarray(0, -4)
    return crc32(data) === bytes.readUInt32LE(data.length) ? data : undefined
  } catch {
    return undefined
  }
}

const isKept = ({ script, kept }: Piece) =>
  kept === undefined || script.cachedDataRejected === false

const compiled: Compiled = {
  isKept: () => [...pieces.values()].every(isKept),
  keep() {
    for (const piece of pieces.values()) {
      const { script, kept } = piece
      if (kept === undefined || isKept(piece)) continue
      const data = script.createCachedData()
      const sum = Buffer.alloc(4)
      sum.writeUInt32LE(crc32(data))
      try {
        // Others may be reading it, or writing the same.
        writeFileSync(`${kept}.${process.pid}`, Buffer.concat([data, sum]))
        renameSync(`${kept}.${process.pid}`, kept)
      } catch {
        // No room or no right to write there: the next start takes as long as this one.
      }
    }
  },
}

export const main: typeof runCommand = (argv, environment) => {
  const command = load('command.cjs') as { main: typeof runCommand }
  return command.main(argv, environment, compiled)
}
