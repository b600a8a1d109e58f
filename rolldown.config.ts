/**
 * Builds `dist`. Fastify, TypeBox and what they need are several hundred small files, which a start would
 * find and read one by one: they are put into our own code, what we use of them. Only better-sqlite3
 * stays outside, whose compiled half cannot be put anywhere.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown'
import { thirdPartyLicenses } from './third-party-licenses.ts'

/**
 * Fastify loads TLS and HTTP/2 whether a server speaks them or not: a twentieth of a start. The gateway
 * speaks plain HTTP.
 */
function unusedProtocols(): Plugin {
  return {
    name: 'unused-protocols',
    transform(code, id) {
      if (!id.endsWith('node_modules/fastify/lib/server.js')) return undefined
      return ['https', 'http2'].reduce((text, name) => {
        const load = `require('node:${name}')`
        const first = `const ${name} = ${load}\n`
        if (!text.includes(first)) throw new Error(`${id}: expected ${first}`)
        return text.replace(first, '').replaceAll(`${name}.create`, `${load}.create`)
      }, code)
    },
  }
}

/**
 * The router makes a function of each piece of an address, which takes longer to compile than a start
 * ever asks it.
 */
function plainPrefixes(): Plugin {
  return {
    name: 'plain-prefixes',
    transform(code, id) {
      if (!id.endsWith('node_modules/find-my-way/lib/node.js')) return undefined
      const changes = [
        ['const LONG_PREFIX_MIN_LENGTH = 16', 'const LONG_PREFIX_MIN_LENGTH = 2'],
        ['path.indexOf(prefix, i) === i', 'path.startsWith(prefix, i)'],
      ] as const
      return changes.reduce((text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`${id}: expected ${from}`)
        return text.replace(from, to)
      }, code)
    },
  }
}

/**
 * Fastify finishes each route in its turn among the plugins, for error handlers that are set behind it. Ours
 * are set before, and two hundred turns take longer than all that is done in them.
 */
function routesAtOnce(): Plugin {
  return {
    name: 'routes-at-once',
    transform(code, id) {
      if (!id.endsWith('node_modules/fastify/lib/route.js')) return undefined
      const changes = [
        ['this.after((notHandledErr, done) => {\n        // Send', '{\n        // Send'],
        ['        done(notHandledErr)\n      })\n', '      }\n'],
      ] as const
      return changes.reduce((text, [from, to]) => {
        if (text.split(from).length !== 2) throw new Error(`${id}: expected ${from}`)
        return text.replace(from, to)
      }, code)
    },
  }
}

/** What programs import beside the scripts finds them, which are what runs. */
function besideScripts(): Plugin {
  return {
    name: 'beside-scripts',
    resolveId(id) {
      if (id === './command/cli.ts') return compiledCommand
      return id === '../index.ts' ? { id: './index.js', external: true } : undefined
    },
  }
}

const compiledCommand = fileURLToPath(new URL('src/command/compiled.ts', import.meta.url))

/** Lets programs import the library, which is a script. */
function importableLibrary(): Plugin {
  return {
    name: 'importable-library',
    generateBundle(_options, bundle) {
      const library = bundle['index.cjs']
      if (library?.type !== 'chunk') throw new Error('expected index.cjs')
      const source = `export { ${library.exports.join(', ')} } from './index.cjs'\n`
      this.emitFile({ type: 'asset', fileName: 'index.js', source })
    },
  }
}

/** One other character, and V8 keeps two bytes for each of a file. */
function asciiOnly(): Plugin {
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return {
    name: 'ascii-only',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replaceAll(/[\u0080-\uffff]/g, escaped)
      }
    },
  }
}

const common: RolldownOptions = {
  platform: 'node',
  // The last two are of the test suite that asks for them.
  external: ['better-sqlite3', 'vitest', '@playwright/test'],
}

export default defineConfig([
  {
    ...common,
    input: {
      bin: 'src/bin.ts',
      client: 'src/client.ts',
      vitest: 'src/vitest.ts',
      playwright: 'src/playwright.ts',
    },
    plugins: [besideScripts()],
    output: { dir: 'dist', cleanDir: true },
  },
  {
    ...common,
    // Scripts, of which what V8 has compiled can be kept (src/command/compiled.ts).
    input: { command: 'src/command/cli.ts', index: 'src/index.ts' },
    plugins: [
      thirdPartyLicenses(),
      unusedProtocols(),
      plainPrefixes(),
      routesAtOnce(),
      asciiOnly(),
      importableLibrary(),
    ],
    output: {
      dir: 'dist',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
    },
  },
])
