/** The last step of the build: the default fixture's rows, ready to be copied (src/world/seed-image.ts). */
import { rmSync } from 'node:fs'
import { openDatabase } from './src/world/database.ts'
import { resolveFixtures } from './src/world/fixture-sources.ts'
import { imageName } from './src/world/seed-image.ts'
import { fillFrom } from './src/world/world.ts'

const file = `dist/${imageName}`
rmSync(file, { force: true })
const database = openDatabase(':memory:', fillFrom(resolveFixtures(['default'])))
database.prepare('VACUUM INTO ?').run(file)
database.close()
