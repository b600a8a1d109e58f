/** Which versions an operation is declared under, learnt from the declared paths themselves. */

/** An operation whose path has parameters, cut at its slashes. */
interface Pattern {
  /** undefined where anything may stand. */
  parts: (string | undefined)[]
  versions: string[]
}

const none: Pattern[] = []

/**
 * @param declaredPaths as routes have them: `/v2/backend/contacts/:id`. Others than those of a service
 *   under a version are left alone
 * @returns the versions of the resource behind `/v<n>/backend/`, the lowest first; undefined where
 *   nothing is declared. A resource that is declared literally goes before one with parameters
 */
export function learnVersions(
  declaredPaths: Iterable<string>,
): (resource: string) => readonly string[] | undefined {
  const literals = new Map<string, string[]>()
  const patterns = new Map<string, Pattern>()
  for (const path of declaredPaths) {
    const [, version, resource] = /^\/(v\d)\/backend\/(.+)$/.exec(path) ?? []
    if (version === undefined || resource === undefined) continue
    const parts = resource.split('/').map((part) => (part.includes(':') ? undefined : part))
    if (!parts.includes(undefined)) {
      literals.set(resource, withVersion(literals.get(resource) ?? [], version))
    } else {
      const shape = parts.map((part) => part ?? ':').join('/')
      const pattern = patterns.get(shape) ?? { parts, versions: [] }
      patterns.set(shape, { parts, versions: withVersion(pattern.versions, version) })
    }
  }
  // Most requests are to literal resources: only the others look at patterns, those of their beginning.
  const byBeginning = Map.groupBy(
    [...patterns.values()].sort((a, b) => compareParts(a.parts, b.parts)),
    ({ parts }) => parts[0],
  )
  return (resource) => {
    const versions = literals.get(resource)
    if (versions !== undefined) return versions
    const slash = resource.indexOf('/')
    const sameWord = byBeginning.get(slash === -1 ? resource : resource.slice(0, slash)) ?? none
    const anyWord = byBeginning.get(undefined) ?? none
    if (sameWord.length + anyWord.length === 0) return undefined
    const sent = resource.split('/')
    const isMeant = ({ parts }: Pattern) => fits(parts, sent)
    return (sameWord.find(isMeant) ?? anyWord.find(isMeant))?.versions
  }
}

function withVersion(versions: string[], version: string): string[] {
  return [...new Set([...versions, version])].sort()
}

/** Where one has a parameter and the other a word, the word goes first, as in Fastify's router. */
function compareParts(a: Pattern['parts'], b: Pattern['parts']): number {
  const differing = a.findIndex((part, n) => (part === undefined) !== (b[n] === undefined))
  if (differing === -1) return 0
  return a[differing] === undefined ? 1 : -1
}

function fits(parts: Pattern['parts'], sent: string[]): boolean {
  return (
    parts.length === sent.length &&
    parts.every((part, n) => (part === undefined ? sent[n] !== '' : part === sent[n]))
  )
}
