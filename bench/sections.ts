/** RESULTS.md by sections: each command writes its own and leaves the others as they are. */

/** What stands behind all others: written by hand. */
const last = '## Where the time goes'

/** A section as it stands in a text, with its heading, to be kept; else empty. */
export function sectionOf(text: string, heading: string): string {
  const begin = `\n${text}`.indexOf(`\n${heading}\n`)
  if (begin === -1) return ''
  const next = text.indexOf('\n## ', begin + heading.length)
  return `${text.slice(begin, next === -1 ? undefined : next).trimEnd()}\n`
}

/** Puts a section where the old one was, else in front of the last one, else at the end. */
export function replaceSection(text: string, heading: string, section: string): string {
  const old = sectionOf(text, heading)
  if (old !== '') return `${text.replace(old.trimEnd(), () => section.trimEnd()).trimEnd()}\n`
  const at = text.indexOf(last)
  if (at === -1) return `${text.trimEnd()}\n\n${section}`.trimStart()
  return `${text.slice(0, at)}${section}\n${text.slice(at)}`
}

/** The sections that other commands or hands have written, in their order. */
export function keptSections(text: string, own: readonly string[]): string {
  const headings = [...text.matchAll(/^## .*$/gm)].map(([heading]) => heading)
  return headings
    .filter((heading) => !own.includes(heading))
    .map((heading) => sectionOf(text, heading))
    .join('\n')
}
