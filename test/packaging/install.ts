/** Projects of users, who have the package as npm would publish it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const typescript = join(root, 'node_modules/typescript/bin/tsc')

/**
 * @param folder empty
 * @returns it, as a project that has the package and nothing else
 */
export function install(folder: string): string {
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--pack-destination', folder, '--silent'],
    { cwd: root, encoding: 'utf8' },
  ).trim()
  writeFileSync(join(folder, 'package.json'), '{"name":"user","type":"module","private":true}')
  execFileSync(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', packed],
    { cwd: folder, stdio: 'pipe' },
  )
  return folder
}

/** Gives a project packages of its own: those that this one develops with. */
export function give(user: string, ...names: string[]): void {
  for (const name of names) {
    const place = join(user, 'node_modules', name)
    if (existsSync(place)) continue
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), place)
  }
}

/** Checks files as a strict program, in both ways in which modules are found. @throws {Error} with what is wrong */
export function strictly(user: string, files: string[], types = { skipLibCheck: false }): void {
  // Types of Node are the user's own.
  give(user, '@types/node', 'undici-types')
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      ...types,
      module,
      moduleResolution,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'dom', 'esnext.disposable'],
      types: ['node'],
    }
    writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    execFileSync(process.execPath, [typescript, '-p', user], { encoding: 'utf8', stdio: 'pipe' })
  }
}
