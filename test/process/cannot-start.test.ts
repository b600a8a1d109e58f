import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { run, scratchFolder, start } from './run.ts'

/** A gateway's own file, closed again. */
async function ownFile(folder: string): Promise<string> {
  const file = join(folder, 'gateway.sqlite')
  await buildApp({ db: file }).close()
  return file
}

describe('a database that cannot be used is left alone, with one sentence and exit code 3', () => {
  const cases: [string, string, (folder: string) => Promise<string> | string][] = [
    [
      'a file of a newer format',
      'was made by a newer version (format 999',
      async (folder) => {
        const file = await ownFile(folder)
        const database = new SQLite(file)
        database.pragma('user_version = 999')
        database.close()
        return file
      },
    ],
    [
      'a file that is no database',
      'is not a database',
      (folder) => {
        const file = join(folder, 'notes.txt')
        writeFileSync(file, 'Buy milk, and do not lose this list.\n'.repeat(100))
        return file
      },
    ],
    [
      'a short file that is no database',
      'is not a database',
      (folder) => {
        const file = join(folder, 'short.txt')
        writeFileSync(file, 'x')
        return file
      },
    ],
    [
      'a database of another program',
      'is a database of another program',
      (folder) => {
        const file = join(folder, 'other.sqlite')
        const database = new SQLite(file)
        database.exec('CREATE TABLE recipes (name TEXT)')
        database.close()
        return file
      },
    ],
    [
      'a damaged database',
      'is damaged',
      async (folder) => {
        const file = await ownFile(folder)
        const bytes = readFileSync(file)
        bytes.fill(0x5a, 100, 4096)
        writeFileSync(file, bytes)
        return file
      },
    ],
  ]

  for (const flags of [[], ['--reset']]) {
    test.each(cases)(`%s ${flags.join(' ')}`, async (_, sentence, make) => {
      const file = await make(scratchFolder())
      const before = readFileSync(file)

      const { code, stdout, stderr } = await run(['--port', '0', '--db', file, ...flags])

      expect(code).toBe(3)
      expect(stdout).toBe('')
      expect(stderr).toContain(`imbrace-gateway-mock: ${file} ${sentence}`)
      expect(stderr.split('\n')).toHaveLength(2)
      expect(readFileSync(file).equals(before)).toBe(true)
    })
  }

  test('a folder', async () => {
    const folder = scratchFolder()
    const { code, stderr } = await run(['--port', '0', '--db', folder])
    expect(code).toBe(3)
    expect(stderr).toContain(`${folder} is a folder: name a file with --db`)
  })

  test('a file in a folder that is a file', async () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'file'), '')
    const { code, stderr } = await run(['--port', '0', '--db', join(folder, 'file', 'x.sqlite')])
    expect(code).toBe(3)
    expect(stderr).toContain('has a file where a folder should be')
  })

  test('a file that another process holds', async () => {
    const file = join(scratchFolder(), 'gateway.sqlite')
    const holder = await start(['--db', file])

    const { code, stderr } = await run(['--port', '0', '--db', file])

    expect(code).toBe(3)
    expect(stderr).toContain(`${file} is held by another process`)
    expect((await fetch(`${holder.url}/readyz`)).status).toBe(200)
  })

  test('a disk that is full leaves no half-made file behind', async () => {
    const folder = scratchFolder()
    const file = join(folder, 'gateway.sqlite')

    const { code, stderr } = await run(['--port', '0', '--db', file], { ulimit: '-f 64' })

    expect(code).toBe(3)
    expect(stderr).toMatch(/gateway\.sqlite cannot be (read or )?written/)
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test('a disk that is full does not touch a file that --reset would fill again', async () => {
    const file = await ownFile(scratchFolder())
    const size = statSync(file).size

    const { code } = await run(['--port', '0', '--reset', '--db', file], { ulimit: '-f 64' })

    expect(code).toBe(3)
    expect(statSync(file).size).toBe(size)
    const app = buildApp({ db: file })
    expect(app.world.database.prepare('SELECT count(*) FROM conversations').pluck().get()).toBe(
      1110,
    )
    await app.close()
  })

  test('a file that cannot be written', async () => {
    const folder = scratchFolder()
    const file = await ownFile(folder)
    const before = readFileSync(file)
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    // The permissions mean nothing to root, so the process is somebody else then.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined

    const { code, stderr } = await run(['--port', '0', '--db', file], { uid, cwd: '/' })
    chmodSync(folder, 0o755)

    expect(stderr).toMatch(/gateway\.sqlite cannot be (written|opened)/)
    expect(code).toBe(3)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('rows of another fixture are not taken for those of this one', async () => {
    const folder = scratchFolder()
    const file = await ownFile(folder)
    const fixture = join(folder, 'empty')
    mkdirSync(fixture)
    writeFileSync(join(fixture, 'world.json'), '{}')

    const { code, stderr } = await run(['--port', '0', '--db', file, '--fixtures', fixture])

    expect(code).toBe(3)
    expect(stderr).toContain('was seeded from fixture default, not empty: add --reset')
  })
})

test('wrong usage is one sentence and exit code 2', async () => {
  expect(await run(['--prot', '9001'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'imbrace-gateway-mock: --prot is not a known option: did you mean --port, for example --port 9010\n',
  })
})
