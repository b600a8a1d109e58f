/** Commands that look at something and end. Read when one of them is asked for only. */
import { readFileSync } from 'node:fs'
import { packageRoot } from '../base/package-root.ts'
import { loadFixture } from '../fixtures/load.ts'
import { resolveFixtures } from '../fixtures/sources.ts'
import { embeddedSettingsProblem } from '../search/embedded-search.ts'
import type { CommandName } from './commands.ts'
import { examine } from './doctor.ts'
import type { Invocation } from './invocation.ts'
import { printedConfig } from './print-config.ts'

export type Tool = Exclude<
  CommandName,
  'start' | 'wait' | 'health' | 'play' | 'import' | 'contract'
>

/**
 * @param print told what goes to standard output
 * @returns the exit code
 * @throws {StartError} with all mistakes of fixtures that are checked
 */
export async function runTool(
  tool: Tool,
  invocation: Invocation,
  print: (text: string) => void,
): Promise<number> {
  if (tool === 'print-config') print(printedConfig(invocation))
  else if (tool === 'fixtures schema') {
    print(readFileSync(new URL('world.schema.json', packageRoot), 'utf8'))
  } else if (tool === 'fixtures check') print(checkFixtures(invocation.operands))
  else return printFindings(invocation, print)
  return 0
}

function checkFixtures(folders: string[]): string {
  const { name, world } = loadFixture(resolveFixtures(folders), embeddedSettingsProblem)
  const counts = Object.entries(world).flatMap(([noun, rows]) => {
    const count = Object.keys(rows).length
    return count === 0 ? [] : [`${count} ${noun.replaceAll('_', ' ')}`]
  })
  return `${name} is right: ${counts.join(', ') || 'an empty world'}\n`
}

async function printFindings(
  { options }: Invocation,
  print: (text: string) => void,
): Promise<number> {
  const findings = await examine(options)
  const isWell = findings.every(({ problem }) => problem === undefined)
  if (options.json) print(`${JSON.stringify({ ok: isWell, checks: findings }, undefined, 2)}\n`)
  else {
    for (const { what, found, problem } of findings) {
      print(
        `${problem === undefined ? 'ok   ' : 'wrong'}  ${what.padEnd(11)}  ${problem ?? found}\n`,
      )
    }
  }
  return isWell ? 0 : 1
}
