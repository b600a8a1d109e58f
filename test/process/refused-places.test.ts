import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { run, scratchFolder } from './run.ts'

/** A gateway's own file, changed by SQL. */
async function changedFile(folder: string, sql: string): Promise<string> {
  const file = join(folder, 'gateway.sqlite')
  await buildApp({ db: file }).close()
  const database = new SQLite(file)
  database.pragma('foreign_keys = OFF')
  database.exec(sql)
  database.close()
  return file
}

describe('what can be no database of ours ends a start at once, with one sentence and exit code 3', () => {
  const places: [string, string, (folder: string) => string | Promise<string>][] = [
    [
      'a pipe',
      'is a pipe: name a file with --db',
      (folder) => {
        const file = join(folder, 'pipe')
        execFileSync('mkfifo', [file])
        return file
      },
    ],
    [
      'a socket',
      'is a socket: name a file with --db',
      async (folder) => {
        const file = join(folder, 'socket')
        const server = createServer()
        onTestFinished(() => {
          server.close()
        })
        await new Promise<void>((resolve) => server.listen(file, resolve))
        return file
      },
    ],
    ['a device', 'is a device: name a file with --db', () => '/dev/null'],
    ['a folder', 'is a folder: name a file with --db', (folder) => folder],
    [
      'a link to itself',
      'is a link that leads back to itself',
      (folder) => {
        const file = join(folder, 'link')
        symlinkSync(file, file)
        return file
      },
    ],
    [
      'our mark without our tables',
      'has lost its tables (meta, ',
      (folder) => {
        const file = join(folder, 'gateway.sqlite')
        const database = new SQLite(file)
        database.exec('PRAGMA application_id = 0x696d6777; PRAGMA user_version = 1')
        database.close()
        return file
      },
    ],
    [
      'our mark without one of our tables',
      'has lost its tables (tokens)',
      (folder) => changedFile(folder, 'DROP TABLE tokens'),
    ],
    [
      'our tables without one of their columns',
      'has not the tables of this program (no such column: name)',
      (folder) => changedFile(folder, 'ALTER TABLE conversations RENAME COLUMN name TO title'),
    ],
    [
      'format 0',
      'has format 0, which no version made',
      (folder) => changedFile(folder, 'PRAGMA user_version = 0'),
    ],
    [
      'no byte, while changes of it are beside it',
      'is empty, but ',
      (folder) => {
        const file = join(folder, 'gateway.sqlite')
        writeFileSync(file, '')
        writeFileSync(`${file}-wal`, 'changes')
        return file
      },
    ],
  ]

  test.each(places)('%s', async (_, sentence, make) => {
    const file = await make(scratchFolder())

    const { code, stderr } = await run(['--port', '0', '--db', file])

    expect(stderr).toContain(`imbrace-gateway-mock: ${file} ${sentence}`)
    expect(stderr.split('\n')).toHaveLength(2)
    expect(code).toBe(3)
  })

  test('a folder where the kernel lets nobody make one', async () => {
    const { code, stderr } = await run(['--port', '0', '--db', '/proc/nobody/made/gateway.sqlite'])
    expect(stderr).toMatch(/^imbrace-gateway-mock: \/proc\/nobody\/made\/gateway.sqlite .+\n$/)
    expect(code).toBe(3)
  })

  test('no folder is made on the way to a file that is refused', async () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'file'), '')
    const { code } = await run(['--port', '0', '--db', join(folder, 'file', 'a', 'b', 'x.sqlite')])
    expect(code).toBe(3)
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('')
  })

  test('a file that another gateway of the same process has open', async () => {
    const file = join(scratchFolder(), 'gateway.sqlite')
    const app = buildApp({ db: file })
    onTestFinished(() => app.close())

    expect(() => buildApp({ db: file })).toThrow(`${file} is held by another gateway`)

    // To look at the file must not have let go of its lock.
    expect((await run(['--port', '0', '--db', file])).stderr).toContain(
      'is held by another process',
    )
    await app.close()
    await buildApp({ db: file }).close()
  })
})

describe('a file that may have been filled before is filled again with a warning', () => {
  const lines: string[] = []
  const open = (db: string) =>
    buildApp({ db, log: 'json', logOutput: { write: (line) => lines.push(line) } })

  const places: [string, RegExp, (file: string) => void][] = [
    ['an empty file', /was there and empty: filled anew/, (file) => writeFileSync(file, '')],
    [
      'a database without tables, as older versions leave one whose changes were lost',
      /was a database without tables; if it had some, they are lost: filled anew/,
      (file) => {
        const database = new SQLite(file)
        database.pragma('journal_mode = WAL')
        database.close()
      },
    ],
    [
      'changes beside a file that is gone',
      /was gone, while changes of it were left beside it: filled anew/,
      (file) => writeFileSync(`${file}-wal`, 'changes'),
    ],
  ]

  test.each(places)('%s', async (_, warning, make) => {
    const file = join(scratchFolder(), 'gateway.sqlite')
    make(file)
    lines.length = 0
    const app = open(file)
    expect(app.world.database.prepare('SELECT count(*) FROM conversations').pluck().get()).toBe(
      1110,
    )
    await app.close()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(warning)
  })

  test('a new file is none', async () => {
    const folder = join(scratchFolder(), 'some', 'folders')
    lines.length = 0
    await open(join(folder, 'gateway.sqlite')).close()
    expect(lines).toEqual([])
    expect(existsSync(join(folder, 'gateway.sqlite'))).toBe(true)
  })
})
