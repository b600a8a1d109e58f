/** The last step of the build: the default fixture's rows and indexes, ready to be copied (src/database/seed-image.ts). */
import { rmSync } from 'node:fs'
import { defaultFixture } from './src/base/package-root.ts'
import { openDatabase } from './src/database/database.ts'
import { imageName } from './src/database/seed-image.ts'
import { readSearchSettings } from './src/fixtures/search-files.ts'
import { resolveFixtures } from './src/fixtures/sources.ts'
import { fillFrom } from './src/worlds/ground.ts'
import { buildIndexes } from './src/worlds/image.ts'

const file = `dist/${imageName}`
rmSync(file, { force: true })
const fixtures = resolveFixtures(['default'])
const database = openDatabase(':memory:', fillFrom(fixtures))
await buildIndexes(database, readSearchSettings([], defaultFixture))
database.prepare('VACUUM INTO ?').run(file)
database.close()
