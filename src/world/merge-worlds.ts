/**
 * Fixtures -> one world. A row that an earlier fixture has by its id is merged with it field by
 * field; `null` takes a field away; `"$replace": true` begins the row anew.
 */
import { didYouMean } from '../search/embedded/request/did-you-mean.ts'
import { type Noun, nounNames, nouns } from './fixture.ts'
import { joinPath, type Mistakes, show } from './mistakes.ts'

export type Fields = Record<string, unknown>

/** One fixture's world as it was read: JSON, of which nothing is known yet. */
export interface WorldPart {
  file: string
  /** Undefined where it could not be read, which has been said. */
  value: unknown
}

/** What one fixture says of a row. */
export interface Writing {
  file: string
  path: string
  /** The number of the fixture. */
  part: number
  fields: Fields
  replaces: boolean
}

export interface MergedRow {
  noun: Noun
  fields: Fields
  /** The latest one last; from the one on that began the row anew. */
  writings: Writing[]
  /** It took the place of an earlier one. */
  isReplacing: boolean
  /** The row as it was before another one was merged into it. */
  before?: Fields
  /** Fields that cannot be used, which has been said. */
  wrong: Set<string>
  /** A population has the row. */
  isPopulated: boolean
}

/** Rows by their id, in the order in which the first of the fixtures lists them. */
export type MergedWorld = Record<Noun, Map<string, MergedRow>>

export interface Merging {
  world: MergedWorld
  /** Of these there may be more than could be read: that one is missing says nothing. */
  doubtful: Set<Noun>
}

const known = ['$schema', ...nounNames]

export function mergeWorlds(parts: WorldPart[], mistakes: Mistakes): Merging {
  const merged = Object.fromEntries(nounNames.map((noun) => [noun, new Map()])) as MergedWorld
  const doubtful = new Set<Noun>()
  for (const [part, { file, value }] of parts.entries()) {
    if (!isObject(value)) {
      if (value !== undefined) mistakes.add(file, `expected an object, found ${show(value)}`)
      for (const noun of nounNames) doubtful.add(noun)
      continue
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue
      const path = joinPath('', key)
      mistakes.add(
        file,
        `${path} is not known: ${didYouMean(key, known)}known: ${known.join(', ')}`,
      )
    }
    const { $schema } = value
    if ($schema !== undefined && typeof $schema !== 'string') {
      mistakes.add(file, `$schema: expected a text, found ${show($schema)}`)
    }
    for (const noun of nounNames) {
      for (const writing of writingsOf(noun, value[noun], file, part, mistakes)) {
        if (writing === undefined || !isId(writing.id)) doubtful.add(noun)
        if (writing !== undefined) write(merged, noun, writing, mistakes)
      }
    }
  }
  return { world: merged, doubtful }
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && id !== ''
}

/** The rows of a list, or of a record under their keys; undefined for what is none. */
function writingsOf(
  noun: Noun,
  value: unknown,
  file: string,
  part: number,
  mistakes: Mistakes,
): ((Writing & { id: unknown }) | undefined)[] {
  if (value === undefined) return []
  const { key } = nouns[noun]
  if (key === undefined ? !isObject(value) : !Array.isArray(value)) {
    const kind = key === undefined ? 'an object' : 'a list'
    mistakes.add(file, `${noun}: expected ${kind}, found ${show(value)}`)
    return [undefined]
  }
  const steps: [string | number, unknown][] = Array.isArray(value)
    ? value.map((row, n) => [n, row])
    : Object.entries(value as Fields)
  return steps.map(([step, row]) => {
    const path = joinPath(noun, step)
    if (!isObject(row)) {
      mistakes.add(file, `${path}: expected an object, found ${show(row)}`)
      return undefined
    }
    const { $replace, ...fields } = row
    if ($replace !== undefined && typeof $replace !== 'boolean') {
      mistakes.add(file, `${path}.$replace: expected true or false, found ${show($replace)}`)
    }
    const id = key === undefined ? step : row[key]
    return { file, path, part, fields, replaces: $replace === true, id }
  })
}

function write(
  merged: MergedWorld,
  noun: Noun,
  { id, ...writing }: Writing & { id: unknown },
  mistakes: Mistakes,
): void {
  const rows = merged[noun]
  // What has no id that could be another row's is kept apart, to be told so with its other mistakes.
  const name = isId(id) ? id : `\0${writing.file} ${writing.path}`
  const row = rows.get(name)
  if (row === undefined) {
    rows.set(name, {
      noun,
      fields: writing.fields,
      writings: [writing],
      isReplacing: false,
      wrong: new Set(),
      isPopulated: false,
    })
    refuseOtherNoun(merged, noun, name, writing, mistakes)
    return
  }
  if (row.writings.at(-1)?.part === writing.part) {
    const path = `${writing.path}.${nouns[noun].key}`
    mistakes.add(writing.file, `${path}: expected a new one, found ${show(id)} again`)
    return
  }
  if (writing.replaces) {
    const anew = { fields: writing.fields, writings: [writing], before: undefined }
    rows.set(name, { ...row, ...anew, isReplacing: true })
    return
  }
  row.before ??= row.fields
  row.fields = { ...row.fields, ...writing.fields }
  row.writings.push(writing)
}

/** An id that an earlier fixture has is meant to be that row. */
function refuseOtherNoun(
  merged: MergedWorld,
  noun: Noun,
  id: string,
  { file, path, part }: Writing,
  mistakes: Mistakes,
): void {
  if (nouns[noun].key !== 'id') return
  for (const other of nounNames) {
    const first = merged[other].get(id)?.writings[0]
    if (other === noun || nouns[other].key !== 'id') continue
    if (first === undefined || first.part === part) continue
    const word = `${nouns[other].word} (${first.file}: ${first.path})`
    mistakes.add(file, `${path}.id: expected the id of no ${word}, found ${show(id)}`)
  }
}

/** The form of the ids that grow from a population's name. */
const populatedId =
  /^(conv|con|msg)_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/

/** Of which populations have rows. */
export const populatedNouns: Noun[] = ['contacts', 'conversations', 'messages']

/** Whether a row's id has the form of those of populations. */
export function mayBePopulated({ noun, fields }: MergedRow): boolean {
  const { id } = fields
  return populatedNouns.includes(noun) && typeof id === 'string' && populatedId.test(id)
}

/** Where a field of a row was written last, or where the row was first. */
export function placeOf({ writings }: MergedRow, field: string): Writing {
  const place = writings.findLast(({ fields }) => Object.hasOwn(fields, field)) ?? writings[0]
  if (place === undefined) throw new Error('a row that nobody wrote')
  return place
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
