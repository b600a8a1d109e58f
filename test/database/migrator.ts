/** A process that opens the database of its argument, and says when it begins and when it is done. */
import { writeSync } from 'node:fs'
import { openDatabase } from '../../src/database/database.ts'

const [, , path = ''] = process.argv
writeSync(1, 'opening\n')
openDatabase(path, () => undefined)
writeSync(1, 'open\n')
