/** The last step of the build: the default fixture's rows, ready to be copied (src/database/seed-image.ts). */
import { rmSync } from 'node:fs'
import { openDatabase } from './src/database/database.ts'
import { imageName } from './src/database/seed-image.ts'
import { resolveFixtures } from './src/fixtures/sources.ts'
import { fillFrom } from './src/worlds/world.ts'

const file = `dist/${imageName}`
rmSync(file, { force: true })
const database = openDatabase(':memory:', fillFrom(resolveFixtures(['default'])))
database.prepare('VACUUM INTO ?').run(file)
database.close()
