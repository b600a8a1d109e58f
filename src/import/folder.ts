/** The folder that is imported into: what has been read stands beside the fixture until that is whole. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../base/start-error.ts'

/** What an import is of. One that goes on has to be of the same. */
export interface Subject {
  url: string
  organization_id: string
  anonymize: boolean
  /** Of the token, from which stand-ins grow; empty where there are none. */
  key: string
}

export interface Answers {
  /** How many were there already. */
  kept: number
  get: (call: string) => unknown
  add: (call: string, answer: unknown) => void
  close: () => void
}

const working = '.import'

/**
 * @returns whether the fixture is there already
 * @throws {StartError} for a folder that has something else in it, or is an import of something else
 */
export function openFolder(folder: string, subject: Subject): boolean {
  const state = join(folder, working, 'state.json')
  if (!existsSync(state)) {
    checkEmpty(folder)
    mkdirSync(join(folder, working), { recursive: true })
    writeFileSync(`${state}.new`, JSON.stringify(subject))
    renameSync(`${state}.new`, state)
    return false
  }
  const begun = JSON.parse(readFileSync(state, 'utf8')) as Subject
  const of = ({ organization_id, url, anonymize }: Subject) =>
    `an import of ${organization_id} at ${url}${anonymize ? ', with --anonymize' : ''}`
  if (of(begun) !== of(subject)) {
    throw new StartError(`${folder} is ${of(begun)}: go on with that one, or name another folder`)
  }
  if (begun.key !== subject.key) {
    throw new StartError(
      `${folder} was begun with another token, from which its stand-ins grow: use that one, or name another folder`,
    )
  }
  return existsSync(join(folder, 'world.json'))
}

/** Before anything is asked. A folder that is being imported into passes. */
export function checkEmpty(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    throw new StartError(`${folder} is no folder (${code}): name one that is new or empty`)
  }
  // One that was killed before it had begun has left nothing but its own.
  if (names.length === 0 || names.includes(working)) return
  throw new StartError(
    `${folder} is not empty and no import that could go on: name one that is new or empty`,
  )
}

/** One line an answer. A line that a kill has cut is asked for again. */
export function openAnswers(folder: string): Answers {
  const path = join(folder, working, 'answers.jsonl')
  appendFileSync(path, '')
  const file = openSync(path, 'r')
  const places = new Map<string, [start: number, length: number]>()
  let end = 0
  const read = (start: number, length: number) => {
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, start)
    return bytes
  }
  const note = (line: Buffer, start: number) => {
    const { call } = JSON.parse(line.toString('utf8')) as { call: string }
    places.set(call, [start, line.length])
  }
  const { size } = fstatSync(file)
  const piece = 2 ** 20
  let rest = Buffer.alloc(0)
  for (let at = 0; at < size; at += piece) {
    rest = Buffer.concat([rest, read(at, Math.min(piece, size - at))])
    for (let stop = rest.indexOf(10); stop >= 0; stop = rest.indexOf(10)) {
      note(rest.subarray(0, stop), end)
      end += stop + 1
      rest = rest.subarray(stop + 1)
    }
  }
  truncateSync(path, end)
  return {
    kept: places.size,
    get(call) {
      const place = places.get(call)
      if (place === undefined) return undefined
      return (JSON.parse(read(...place).toString('utf8')) as { answer: unknown }).answer
    },
    add(call, answer) {
      const line = Buffer.from(`${JSON.stringify({ call, answer })}\n`)
      appendFileSync(path, line)
      places.set(call, [end, line.length - 1])
      end += line.length
    },
    close: () => closeSync(file),
  }
}

/** The world comes last and at once: a folder that has one is whole. */
export function writeFixture(
  folder: string,
  world: object,
  documents: ReadonlyMap<string, unknown[]>,
): void {
  const search = join(folder, 'search')
  rmSync(search, { recursive: true, force: true })
  if (documents.size > 0) mkdirSync(search)
  for (const [index, items] of documents) {
    writeFileSync(
      join(search, `${index}.jsonl`),
      items.map((item) => `${JSON.stringify(item)}\n`).join(''),
    )
  }
  const text = join(folder, working, 'world.json')
  writeFileSync(text, `${JSON.stringify(world, undefined, 1)}\n`)
  renameSync(text, join(folder, 'world.json'))
}

export function finishFolder(folder: string): void {
  rmSync(join(folder, working), { recursive: true, force: true })
}
