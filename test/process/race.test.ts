import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import SQLite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Order, Outcome } from './racer.ts'
import { scratchFolder } from './run.ts'

const script = fileURLToPath(new URL('racer.ts', import.meta.url))

async function startRacer() {
  const child = fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child, 'spawn')
  const tell = async <Answer>(order: Order | 'finish'): Promise<Answer> => {
    child.send(order)
    const [answer] = await once(child, 'message')
    return answer as Answer
  }
  return {
    child,
    open: (order: Order) => tell<Outcome>(order),
    finish: () => tell<'finished'>('finish'),
  }
}
type Racer = Awaited<ReturnType<typeof startRacer>>

async function isStopped({ pid }: ChildProcess): Promise<void> {
  const state = () => execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
  await expect.poll(state, { timeout: 10_000 }).toMatch(/^T/)
}

/** What a file holds after everybody has let go of it. */
function rowsOf(path: string): Record<string, string> {
  const database = new SQLite(path, { readonly: true })
  const rows = database.prepare<[], { key: string; value: string }>('SELECT * FROM meta').all()
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

/** Everything that the one who started has stored is in the file. */
async function holdsRowsOf(winner: Racer, path: string): Promise<void> {
  const { ino } = statSync(path)
  await winner.finish()
  expect(statSync(path).ino).toBe(ino)
  expect(rowsOf(path).answered).toBe(String(winner.child.pid))
}

/** Both open one file at once. */
async function race(path: string, racers: Racer[]): Promise<void> {
  const at = Date.now() + 5
  const outcomes = await Promise.all(racers.map((racer) => racer.open({ path, at })))
  const winner = racers[outcomes.findIndex(({ started }) => started)]
  const loser = racers[outcomes.findIndex(({ started }) => !started)]
  if (winner === undefined || loser === undefined) {
    throw new Error(`not one of two has started: ${JSON.stringify(outcomes)}`)
  }
  expect(outcomes[racers.indexOf(winner)]?.hasFileOfPath).toBe(true)
  expect(outcomes[racers.indexOf(loser)]?.message).toContain(`${path} is held by another process`)
  await loser.finish()
  await holdsRowsOf(winner, path)
}

describe('of two processes that open one file at once, one starts', () => {
  const pairs = 8
  const rounds = 25

  test(`${pairs * rounds} times on a new file`, { timeout: 180_000 }, async () => {
    const folder = scratchFolder()
    // Whoever loses waits most of the time, so many pairs fit on few processors.
    const run = async (pair: number) => {
      const racers = [await startRacer(), await startRacer()]
      for (let round = 0; round < rounds; round += 1) {
        await race(join(folder, `${pair}-${round}.sqlite`), racers)
      }
    }
    await Promise.all(Array.from({ length: pairs }, (_, pair) => run(pair)))
  })

  test('25 times on a file that is filled', { timeout: 60_000 }, async () => {
    const racers = [await startRacer(), await startRacer()]
    const path = join(scratchFolder(), 'gateway.sqlite')
    for (let round = 0; round < 25; round += 1) await race(path, racers)
  })
})

describe('with the window held open', () => {
  test('one that is stopped between opening and locking takes nothing from the other', async () => {
    const path = join(scratchFolder(), 'gateway.sqlite')
    const [slow, fast] = [await startRacer(), await startRacer()]

    const slowOutcome = slow.open({ path, stop: 'opened' })
    await isStopped(slow.child)
    expect(await fast.open({ path })).toMatchObject({ started: true, hasFileOfPath: true })
    slow.child.kill('SIGCONT')

    expect((await slowOutcome).message).toContain(`${path} is held by another process`)
    await holdsRowsOf(fast, path)
  })

  test('one that is stopped amid its first rows keeps its file', async () => {
    const path = join(scratchFolder(), 'gateway.sqlite')
    const [slow, fast] = [await startRacer(), await startRacer()]

    const slowOutcome = slow.open({ path, stop: 'filling' })
    await isStopped(slow.child)
    expect((await fast.open({ path })).message).toContain(`${path} is held by another process`)
    slow.child.kill('SIGCONT')

    expect(await slowOutcome).toMatchObject({ started: true, hasFileOfPath: true })
    await holdsRowsOf(slow, path)
  })

  test('a file whose filling failed is not filled once it is removed', async () => {
    const path = join(scratchFolder(), 'gateway.sqlite')
    const [failing, other] = [await startRacer(), await startRacer()]

    const failingOutcome = failing.open({ path, stop: 'filling', fails: true })
    await isStopped(failing.child)
    const otherOutcome = other.open({ path, stop: 'opened' })
    await isStopped(other.child)
    failing.child.kill('SIGCONT')
    expect(await failingOutcome).toMatchObject({ started: false, message: 'no rows' })
    expect(existsSync(path)).toBe(false)
    other.child.kill('SIGCONT')

    expect(await otherOutcome).toEqual({ started: true, message: '', hasFileOfPath: true })
    await holdsRowsOf(other, path)
  })

  test('one that is killed amid its first rows leaves room for the next', async () => {
    const path = join(scratchFolder(), 'gateway.sqlite')
    const [killed, next] = [await startRacer(), await startRacer()]

    const neverTold = killed.open({ path, stop: 'filling' })
    await isStopped(killed.child)
    // Some of the rows have been written, and have to be undone.
    expect(statSync(path).size).toBeGreaterThan(0)
    killed.child.kill('SIGKILL')
    await once(killed.child, 'exit')

    expect(await next.open({ path })).toMatchObject({ started: true, hasFileOfPath: true })
    await holdsRowsOf(next, path)
    expect(rowsOf(path).winner).toBe(String(next.child.pid))
    void neverTold
  })
})
