/** The addresses of stubs. Pure. */

export interface StubAddress {
  /** @returns what stands for the names in braces; undefined for another address */
  read: (path: string) => Record<string, string> | undefined
  /** The longer its fixed words, the sooner it is asked. */
  weight: number
}

/** @param pattern `/v1/backend/campaigns/{id}`, with `*` at its end for all the rest */
export function stubAddress(pattern: string): StubAddress {
  const names: string[] = []
  const source = pattern.replace(/\{(\w+)\}|\*$|[\\^$.|?+()[\]]/g, (found, name) => {
    if (name !== undefined) {
      names.push(name)
      return '([^/]+)'
    }
    return found === '*' ? '.*' : `\\${found}`
  })
  const expression = new RegExp(`^${source}/?$`, 's')
  return {
    read(path) {
      const found = expression.exec(path)
      if (found === null) return undefined
      return Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1] ?? '')]))
    },
    weight: pattern.replace(/\{\w+\}|\*/g, '').length,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
