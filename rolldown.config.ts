/**
 * Builds `dist`. TypeBox is more than 200 small files, which a start would read one by one: it is
 * put into our own code, what we use of it. All other packages stay packages.
 */
import { defineConfig } from 'rolldown'

export default defineConfig({
  input: { bin: 'src/bin.ts', index: 'src/index.ts' },
  platform: 'node',
  external: (id) =>
    /^[@\w]/.test(id) && !id.startsWith('@sinclair/typebox') && !id.startsWith('src/'),
  output: { dir: 'dist', cleanDir: true },
})
