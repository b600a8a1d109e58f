/** Holds the rows of a world against their schemas, and says of each mistake what was expected. */
import type { TSchema } from '@sinclair/typebox'
import { Value, type ValueError, ValueErrorType } from '@sinclair/typebox/value'
import { didYouMean } from '../search/embedded/request/did-you-mean.ts'
import { nouns, schemaOfRow, tokenKinds } from './fixture.ts'
import { type MergedRow, type Merging, placeOf } from './merge-worlds.ts'
import { joinPath, type Mistakes, show } from './mistakes.ts'

/** So many names are looked through for one that was meant. */
const mostNames = 2_000

/** Takes the fields away that are null to be taken away, then checks. Marks what is wrong. */
export function checkRow(row: MergedRow, merging: Merging, mistakes: Mistakes): void {
  const schema = schemaOfRow(row.noun, row.fields)
  if (schema === undefined) {
    const { kind } = row.fields
    const expected = `expected one of ${tokenKinds.join(', ')}`
    if (kind === undefined && isUnknownPatch(row)) sayUnknown(row, ['kind'], merging, mistakes)
    else say(row, ['kind'], missingOrFound(kind, expected), mistakes)
    return
  }
  row.fields = withoutRemoved(row.fields, schema.properties)
  if (Value.Check(schema, row.fields)) return
  const errors = new Map<string, ValueError>()
  for (const error of Value.Errors(schema, row.fields)) {
    if (!errors.has(error.path)) errors.set(error.path, error)
  }
  // What is missing because its name was written wrongly is said once.
  for (const meant of [...errors.values()].filter(isUnknown).map(pathMeant)) errors.delete(meant)
  const missing: string[] = []
  for (const error of errors.values()) {
    const steps = stepsOf(error.path, row.fields)
    if (steps.length === 1 && isMissing(error) && isUnknownPatch(row)) {
      missing.push(String(steps[0]))
    } else if (isUnknown(error)) {
      say(row, steps, notKnown(String(steps.at(-1)), error.schema), mistakes)
    } else {
      say(row, steps, missingOrFound(error.value, `expected ${describe(error.schema)}`), mistakes)
    }
  }
  if (missing.length > 0) sayUnknown(row, missing, merging, mistakes)
}

function withoutRemoved(
  fields: Record<string, unknown>,
  properties: Record<string, TSchema>,
): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([name, value]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    return value !== null || schema === undefined || Value.Check(schema, null)
  })
  return Object.fromEntries(kept)
}

/** Whether somebody may have meant to change a row, and none has that id. */
function isUnknownPatch({ noun, fields, writings, isReplacing, isPopulated }: MergedRow): boolean {
  const { key } = nouns[noun]
  const hasId = key === undefined || (typeof fields[key] === 'string' && fields[key] !== '')
  return hasId && !isReplacing && !isPopulated && writings.length === 1 && writings[0]?.part !== 0
}

function sayUnknown(
  row: MergedRow,
  missing: string[],
  { world, doubtful }: Merging,
  mistakes: Mistakes,
): void {
  const { file, path, fields, part } = placeOf(row, '')
  const { word, key } = nouns[row.noun]
  const name = key === undefined ? keyOf(path) : String(fields[key])
  for (const field of missing) row.wrong.add(field)
  if (doubtful.has(row.noun)) return
  mistakes.add(file, () => {
    const others = [...world[row.noun]]
      .filter(([, { writings }]) => (writings[0]?.part ?? part) < part)
      .map(([other]) => other)
      .slice(0, mostNames)
    return `${path}: no earlier fixture has the ${word} ${show(name)}: ${didYouMean(name, others)}a new one needs ${missing.join(', ')} too`
  })
}

/** The key under which a record has a row: the last step of its path. */
function keyOf(path: string): string {
  return path.replace(/^\w+\.|^\w+\["|"\]$/g, '')
}

/** @param words what follows the place */
function say(row: MergedRow, steps: (string | number)[], words: string, mistakes: Mistakes): void {
  const field = String(steps[0])
  const { file, path } = placeOf(row, field)
  row.wrong.add(field)
  mistakes.add(file, `${joinPath(path, ...steps)}${words}`)
}

function missingOrFound(value: unknown, expected: string): string {
  return value === undefined ? ` is missing: ${expected}` : `: ${expected}, found ${show(value)}`
}

function isMissing({ type }: ValueError): boolean {
  return type === ValueErrorType.ObjectRequiredProperty
}

function isUnknown({ type }: ValueError): boolean {
  return type === ValueErrorType.ObjectAdditionalProperties
}

/** The place of the property whose name an unknown one may be meant to be. */
function pathMeant({ path, schema }: ValueError): string {
  const end = path.lastIndexOf('/') + 1
  const [, meant = ''] =
    /`(.*)`/.exec(didYouMean(path.slice(end), Object.keys(schema.properties))) ?? []
  return path.slice(0, end) + meant
}

function notKnown(name: string, { properties }: TSchema): string {
  const known = Object.keys(properties)
  return ` is not known: ${didYouMean(name, known)}known: ${known.join(', ')}`
}

/** A JSON pointer as steps; one into a list is a number. */
function stepsOf(pointer: string, root: unknown): (string | number)[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const isIndex = Array.isArray(value)
      value = (value as Record<string, unknown> | undefined)?.[name]
      return isIndex ? Number(name) : name
    })
}

/** What a schema wants, in words. */
function describe(schema: TSchema): string {
  if (schema.anyOf !== undefined) {
    const choices = schema.anyOf as TSchema[]
    const named = choices.map((choice) => choice.const).filter((choice) => choice !== undefined)
    if (named.length > 0) return `one of ${named.join(', ')}`
    return choices.map(describe).join(' or ')
  }
  if (schema.pattern !== undefined) {
    return `a time in UTC with milliseconds, for instance ${JSON.stringify(schema.examples[0])}`
  }
  switch (schema.type) {
    case 'string':
      if (schema.maxLength !== undefined) return `a text of 1 to ${schema.maxLength} characters`
      return schema.minLength === undefined ? 'a text' : 'a text that is not empty'
    case 'integer':
      return schema.maximum === undefined
        ? `a whole number of at least ${schema.minimum}`
        : `a whole number from ${schema.minimum} to ${schema.maximum}`
    case 'boolean':
      return 'true or false'
    case 'array':
      if (schema.uniqueItems) return 'a list without repetitions'
      return schema.minItems === undefined ? 'a list' : 'a list that is not empty'
    case 'null':
      return 'null'
    default:
      return 'an object'
  }
}
