/** The stubs of a world, and of all worlds. */
import { Refusal } from '../base/refusal.ts'
import { type StubAddress, stubAddress } from './address.ts'
import type { NewStub, Stub } from './types.ts'

/** More than that are somebody's loop. */
const most = 1_000

export interface Found {
  stub: Stub
  path: Record<string, string>
}

export interface Stubs {
  /** Whether any answers although an operation has its address. */
  readonly overrides: boolean
  /** @throws {Refusal} 409 */
  add: (stub: NewStub) => Stub
  list: () => Stub[]
  /** @throws {Refusal} 404 */
  remove: (id: string) => void
  clear: () => void
  /** Those of the start, and no others. */
  restart: () => void
  /**
   * The stub of an address: of several the one with the longest words of its own, then the latest.
   *
   * @param paths as it was asked, and as an operation would have it
   * @param overriding of an address that an operation has
   */
  find: (method: string, paths: readonly string[], overriding: boolean) => Found | undefined
}

interface Entry {
  stub: Stub
  address: StubAddress
}

/** @param first those that are there from the start, and again after `restart` */
export function createStubs(first: readonly NewStub[] = []): Stubs {
  const entries = new Map<string, Entry>()
  let made = 0
  let overrides = false

  function look(): void {
    overrides = [...entries.values()].some(({ stub }) => stub.override === true)
  }

  function add(sent: NewStub): Stub {
    if (entries.size >= most) {
      throw new Refusal(409, `there are ${most} stubs already`, 'DELETE /_mock/stubs')
    }
    made += 1
    const stub = { id: `stub-${made}`, ...sent, hits: 0 }
    entries.set(stub.id, { stub, address: stubAddress(sent.path) })
    look()
    return { ...stub }
  }

  function restart(): void {
    entries.clear()
    for (const stub of first) add(stub)
    look()
  }

  restart()
  return {
    get overrides() {
      return overrides
    },
    add,
    restart,
    list: () => [...entries.values()].map(({ stub }) => ({ ...stub })),
    remove(id) {
      if (!entries.delete(id)) {
        const known = [...entries.keys()].join(', ')
        throw new Refusal(
          404,
          `no stub ${id.slice(0, 80)}`,
          known === '' ? 'there are none' : `one of ${known}`,
        )
      }
      look()
    },
    clear() {
      entries.clear()
      look()
    },
    find(method, paths, overriding) {
      let best: { entry: Entry; path: Record<string, string> } | undefined
      for (const entry of entries.values()) {
        const { stub, address } = entry
        if (stub.method !== method || (overriding && stub.override !== true)) continue
        if (best !== undefined && address.weight < best.entry.address.weight) continue
        const path = paths.map(address.read).find((read) => read !== undefined)
        if (path !== undefined) best = { entry, path }
      }
      if (best === undefined) return undefined
      best.entry.stub.hits += 1
      return { stub: best.entry.stub, path: best.path }
    },
  }
}
