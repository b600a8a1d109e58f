/** What has to be true before a commit may be called a release. */

export interface ReleaseState {
  /** Without the v of the tag. */
  version: string
  /** What package.json and package-lock.json say. */
  versions: Record<string, string | undefined>
  changelog: string
  /** Lines of `git status --porcelain`. */
  changed: string[]
  tags: string[]
}

/** As https://semver.org has it, without build metadata, which npm ignores. */
const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-z-][\da-z-]*)(\.(0|[1-9]\d*|\d*[a-z-][\da-z-]*))*)?$/i

export const isVersion = (text: string): boolean => semver.test(text)

/** @returns a sentence for each thing that is in the way, none when it may be released */
export function releaseProblems(state: ReleaseState): string[] {
  const { version, versions, changed, tags } = state
  const problems: string[] = []
  if (changed.length > 0) problems.push(`there are changes without a commit: ${changed.join(', ')}`)
  if (tags.includes(`v${version}`)) problems.push(`there is a tag v${version} already`)
  for (const [file, found] of Object.entries(versions)) {
    if (found !== version) problems.push(`${file} says version ${found}, not ${version}`)
  }
  return [...problems, ...changelogProblems(state.changelog, version)]
}

interface Section {
  heading: string
  entries: number
}

/** Sections of a changelog, from the top. */
function sectionsOf(changelog: string): Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      heading: text.slice(0, text.indexOf('\n')),
      entries: text.match(/^- \S/gm)?.length ?? 0,
    }))
}

function changelogProblems(changelog: string, version: string): string[] {
  const sections = sectionsOf(changelog)
  const unreleased = sections.find(({ heading }) => heading === '[Unreleased]')
  const [newest] = sections.filter((section) => section !== unreleased)
  const problems: string[] = []
  if (unreleased !== undefined && unreleased.entries > 0) {
    problems.push('CHANGELOG.md has entries under [Unreleased]: move them to the version')
  }
  const found = /^\[(.+)\] - (\d{4}-\d\d-\d\d)$/.exec(newest?.heading ?? '')
  if (found?.[1] !== version || Number.isNaN(Date.parse(found[2] ?? ''))) {
    problems.push(
      `CHANGELOG.md's newest version is "${newest?.heading ?? ''}": expected "[${version}] - YYYY-MM-DD"`,
    )
  } else if (newest?.entries === 0) problems.push(`CHANGELOG.md says nothing about ${version}`)
  return problems
}
