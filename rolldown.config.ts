/**
 * Builds `dist`. Fastify, TypeBox and what they need are several hundred small files, which a start would
 * find and read one by one: they are put into our own code, what we use of them. Only better-sqlite3
 * stays outside, whose compiled half cannot be put anywhere.
 */
import { defineConfig, type Plugin } from 'rolldown'
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

export default defineConfig({
  input: {
    bin: 'src/bin.ts',
    index: 'src/index.ts',
    client: 'src/client.ts',
    vitest: 'src/vitest.ts',
    playwright: 'src/playwright.ts',
  },
  platform: 'node',
  // The last two are of the test suite that asks for them.
  external: ['better-sqlite3', 'vitest', '@playwright/test'],
  plugins: [thirdPartyLicenses(), unusedProtocols(), plainPrefixes()],
  output: { dir: 'dist', cleanDir: true },
})
