/** Older ones cannot read the sources, or crash on the compiled half of better-sqlite3. */
const needed = [22, 18] as const

/** @returns a sentence for people when this Node is too old, else nothing */
export function nodeProblem(found: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return undefined
  return `needs Node ${needed.join('.')} or later, this is ${found}`
}
