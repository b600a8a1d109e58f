import { nearestName } from '../base/nearest-name.ts'
import { WorldProblem } from './problem.ts'
import type { NewWorld } from './summaries.ts'

type Checks = Record<keyof NewWorld, [expected: string, isRight: (value: unknown) => boolean]>

/** A name and a clock are looked at where they are used. */
const checks: Checks = {
  name: ['a name as a text', (value) => typeof value === 'string'],
  from: ['{ world: NAME } or { snapshot: NAME }', isSource],
  clock: ['an object of now, frozen and scale', isObject],
  seed: [
    'a text, or a whole number',
    (value) => (typeof value === 'string' ? value !== '' : Number.isSafeInteger(value)),
  ],
}

/**
 * What a new world is made with, as a program without types may send it.
 *
 * @throws {WorldProblem} for a field that is none, or a value that one does not take
 */
export function checkNewWorld(settings: NewWorld): void {
  if (!isObject(settings))
    throw invalid('a world is made with an object of name, from, clock, seed')
  for (const [name, value] of Object.entries(settings)) {
    const known = Object.keys(checks)
    if (!known.includes(name)) {
      const near = nearestName(name, known)
      const hint = near === undefined ? '' : ` did you mean ${near}?`
      throw invalid(`${name} is nothing a world is made with:${hint} It takes ${known.join(', ')}`)
    }
    const [expected, isRight] = checks[name as keyof NewWorld]
    if (value === undefined || isRight(value)) continue
    throw invalid(`${name}: expected ${expected}, found ${spell(value)}`)
  }
}

function isSource(value: unknown): boolean {
  if (!isObject(value)) return false
  const [[name, found] = [], ...more] = Object.entries(value)
  return more.length === 0 && (name === 'world' || name === 'snapshot') && typeof found === 'string'
}

function spell(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const invalid = (message: string) => new WorldProblem('invalid', message)
