/** The world of the documentation's examples, for programs. Read when it is first looked at. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { defaultFixture } from './package-root.ts'
import { nounNames } from './world/fixture.ts'
import type { CompleteWorld } from './world/fixture-types.ts'

let read: CompleteWorld | undefined

function world(): CompleteWorld {
  if (read === undefined) {
    const { $schema, ...rows } = JSON.parse(
      readFileSync(join(defaultFixture, 'world.json'), 'utf8'),
    )
    read = freeze(rows)
  }
  return read as CompleteWorld
}

/** What is one for the whole process must not be changed by one of its users. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}

/**
 * The rows of the default fixture, without its search documents: to read ids from, or to start with
 * beside others (`fixtures: [defaultWorld, mine]`; the name `default` does so with the search
 * documents). It is frozen: change a `structuredClone` of it.
 */
export const defaultWorld: CompleteWorld = Object.freeze(
  Object.defineProperties(
    {},
    Object.fromEntries([
      ...nounNames.map((noun) => [noun, { enumerable: true, get: () => world()[noun] }]),
      [inspect.custom, { value: world }],
    ]),
  ),
) as CompleteWorld
