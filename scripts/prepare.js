/**
 * npm runs this after an installation. Who installs the package from git or from a folder needs `dist`; a
 * clone runs its sources, so that `npm ci` there does not wait for a build.
 */
import { execSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isInstalled, nodeProblem } from './usable-node.js'

const root = fileURLToPath(new URL('../', import.meta.url))
const last = new URL('../dist/default-world.sqlite', import.meta.url)
/** Where npm was started. */
const asked = process.env.INIT_CWD ?? root

function build() {
  const problem =
    nodeProblem() ??
    (isInstalled('rolldown') ? undefined : 'cannot be built without development packages')
  if (problem === undefined) return execSync('npm run build', { cwd: root, stdio: 'inherit' })
  console.error(`imbrace-gateway-mock: ${problem}`)
  process.exitCode = 1
}

if (realpathSync(asked) !== realpathSync(root) && !existsSync(last)) build()
