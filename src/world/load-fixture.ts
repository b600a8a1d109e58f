/** Reads fixtures, merges them, and says of all their mistakes where they are and what was expected. */
import type { FixtureDocuments } from '../search/documents.ts'
import {
  checkSearchSettings,
  readFixtureDocuments,
  type SettingsProblem,
} from '../search/fixture-files.ts'
import { checkPopulation } from './check-populations.ts'
import { checkReferences } from './check-references.ts'
import { checkRow } from './check-rows.ts'
import { type Noun, nounNames, nouns } from './fixture.ts'
import {
  type FixtureIdentity,
  type FixtureSource,
  foldersOf,
  identifyFixture,
  readWorldText,
  withWorlds,
} from './fixture-sources.ts'
import type {
  CompleteWorld,
  FixtureContact,
  FixtureConversation,
  FixtureMessage,
} from './fixture-types.ts'
import {
  type MergedRow,
  type MergedWorld,
  type Merging,
  mayBePopulated,
  mergeWorlds,
  populatedNouns,
  type WorldPart,
} from './merge-worlds.ts'
import { createMistakes, type Mistakes } from './mistakes.ts'
import { addPopulatedRows } from './populated-rows.ts'

/** Rows that stand in for those of populations, by their ids. */
export interface PopulatedRows {
  contacts: Map<string, FixtureContact>
  conversations: Map<string, FixtureConversation>
  messages: Map<string, FixtureMessage>
}

export interface LoadedFixture extends FixtureIdentity {
  world: CompleteWorld
  populated: PopulatedRows
  /** Search documents that are no messages. */
  documents: FixtureDocuments[]
}

/**
 * @param sources merged in order
 * @param settingsProblem what the engine says about settings of an index
 * @throws {StartError} naming file, path and what was expected, for every mistake
 */
export function loadFixture(
  sources: FixtureSource[],
  settingsProblem: SettingsProblem = () => undefined,
): LoadedFixture {
  const mistakes = createMistakes()
  const parts = withWorlds(sources).map((source) => readPart(source, mistakes))
  const merging = mergeWorlds(parts, mistakes)
  check(merging, mistakes)
  const merged = merging.world
  const folders = foldersOf(sources)
  const isOrganization = (id: string) => merged.organizations.has(id)
  const documents = readFixtureDocuments(folders, isOrganization, mistakes)
  checkSearchSettings(folders, settingsProblem, mistakes)
  mistakes.refuse()
  return { ...identifyFixture(sources), ...worldOf(merged), documents }
}

function readPart(source: FixtureSource, mistakes: Mistakes): WorldPart {
  const { file } = source
  const text = readWorldText(source, mistakes)
  if (text === undefined) return { file, value: undefined }
  try {
    return { file, value: JSON.parse(text) }
  } catch (error) {
    mistakes.add(file, `not JSON: ${(error as Error).message}`)
    return { file, value: undefined }
  }
}

/** What rows of populations are made of. */
const makings: Noun[] = ['users', 'channels', 'names', 'threads', 'populations']

/** Other rows first: those of populations, which a fixture may change, are made of them. */
function check(merging: Merging, mistakes: Mistakes): void {
  const merged = merging.world
  const rowsOf = (nouns: Noun[]) => nouns.flatMap((noun) => [...merged[noun].values()])
  const later = nounNames.filter((noun) => populatedNouns.includes(noun))
  const earlier = nounNames.filter((noun) => !populatedNouns.includes(noun))
  for (const row of rowsOf(earlier)) checkRow(row, merging, mistakes)
  const isKnown = !makings.some((noun) => merging.doubtful.has(noun))
  for (const row of rowsOf(['populations'])) {
    if (isKnown && row.wrong.size === 0) checkPopulation(row, merged, mistakes)
  }
  const isClear = isKnown && rowsOf(makings).every(({ wrong }) => wrong.size === 0)
  if (isClear) addPopulatedRows(merged, worldOf(merged).world)
  for (const row of rowsOf(later)) {
    // What it would have been merged with cannot be told.
    if (!isClear && mayBePopulated(row)) row.wrong.add('id')
    else checkRow(row, merging, mistakes)
  }
  for (const row of rowsOf(nounNames)) checkReplacing(row, mistakes)
  checkReferences(merging, mistakes)
}

function checkReplacing(
  { noun, writings, isReplacing, isPopulated }: MergedRow,
  mistakes: Mistakes,
): void {
  const [first] = writings
  if (!first?.replaces || isReplacing || isPopulated) return
  const { word } = nouns[noun]
  mistakes.add(first.file, `${first.path}.$replace: no earlier fixture has this ${word}`)
}

/** Rows that were checked have the types of their schemas; others are refused before they are used. */
function worldOf(merged: MergedWorld): { world: CompleteWorld; populated: PopulatedRows } {
  const world = Object.fromEntries(
    nounNames.map((noun) => {
      const rows = [...merged[noun]].filter(([, { isPopulated }]) => !isPopulated)
      const list = rows.map(([name, { fields }]) => [name, fields] as const)
      return [
        noun,
        nouns[noun].key === undefined ? Object.fromEntries(list) : list.map(([, row]) => row),
      ]
    }),
  ) as unknown as CompleteWorld
  const populated = <Row>(noun: keyof PopulatedRows) =>
    new Map(
      [...merged[noun]]
        .filter(([, row]) => row.isPopulated)
        .map(([id, { fields }]) => [id, fields as Row]),
    )
  return {
    world,
    populated: {
      contacts: populated('contacts'),
      conversations: populated('conversations'),
      messages: populated('messages'),
    },
  }
}
