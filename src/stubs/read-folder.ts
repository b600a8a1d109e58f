/** Stubs in files: every `*.json` of a folder holds one, or a list of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../base/start-error.ts'
import { checkStub } from './check-stub.ts'
import type { NewStub } from './types.ts'

/** @throws {StartError} naming the file and what is wrong in it */
export function readStubs(folder: string): NewStub[] {
  return filesOf(folder).flatMap((name) => {
    const file = join(folder, name)
    const sent = parse(file)
    return [sent].flat().map((stub, at) => {
      try {
        checkStub(stub)
        return stub
      } catch (error) {
        const place = Array.isArray(sent) ? `${file}[${at}]` : file
        throw new StartError(`stubs: ${place}: ${(error as Error).message}`)
      }
    })
  })
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (error) {
    throw new StartError(`stubs: cannot read the folder ${folder}: ${(error as Error).message}`)
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new StartError(`stubs: ${file}: ${(error as Error).message}`)
  }
}
