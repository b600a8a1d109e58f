/** Which conditions need not be tried any more, after which others. */
export interface DeadEnds {
  /** After these conditions in a row, this one finds nothing. */
  forbid(after: readonly number[], condition: number): void
  /** What is forbidden after exactly these conditions, if anything is known of them. */
  after(path: readonly number[]): ReadonlySet<number> | null
  /** What is forbidden after any beginning of these conditions. */
  along(path: readonly number[]): Set<number>
}

interface Node {
  forbidden: Set<number>
  next: Map<number, Node>
}

export function createDeadEnds(): DeadEnds {
  const root: Node = { forbidden: new Set(), next: new Map() }
  return {
    forbid(after, condition) {
      let node = root
      for (const step of after) {
        const next: Node = node.next.get(step) ?? { forbidden: new Set(), next: new Map() }
        node.next.set(step, next)
        node = next
      }
      node.forbidden.add(condition)
    },
    after(path) {
      let node: Node | undefined = root
      for (const step of path) node = node?.next.get(step)
      return node?.forbidden ?? null
    },
    along(path) {
      const forbidden = new Set(root.forbidden)
      let node: Node | undefined = root
      for (const step of path) {
        node = node.next.get(step)
        if (node === undefined) break
        for (const condition of node.forbidden) forbidden.add(condition)
      }
      return forbidden
    },
  }
}
