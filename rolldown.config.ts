/**
 * Builds `dist`. Fastify, TypeBox and what they need are several hundred small files, which a start would
 * find and read one by one: they are put into our own code, what we use of them. Only better-sqlite3
 * stays outside, whose compiled half cannot be put anywhere.
 */
import { defineConfig } from 'rolldown'
import { thirdPartyLicenses } from './third-party-licenses.ts'

export default defineConfig({
  input: { bin: 'src/bin.ts', index: 'src/index.ts' },
  platform: 'node',
  external: ['better-sqlite3'],
  plugins: [thirdPartyLicenses()],
  output: { dir: 'dist', cleanDir: true },
})
