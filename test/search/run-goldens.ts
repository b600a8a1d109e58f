import {
  type Folder,
  folders,
  type GoldenResult,
  GRADES,
  loadCases,
  missedGrades,
  runCases,
} from './golden-cases.ts'

/**
 * `npm run goldens [-- --verbose] [-- folder, group or case…]`: for each group of each folder of
 * recordings how many cases agree in each grade, and the names of those that do not; `--verbose`
 * shows both answers.
 */
const isVerbose = process.argv.includes('--verbose')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

for (const folder of folders) await reportFolder(folder)

async function reportFolder(folder: Folder): Promise<void> {
  const cases = loadCases(folder).filter(({ group, name }) => {
    return wanted.length === 0 || [folder, group, name].some((word) => wanted.includes(word))
  })
  if (cases.length === 0) return
  console.log(folder)
  const results = await runCases(folder, cases)
  for (const [group, members] of Map.groupBy(results, ({ recorded }) => recorded.group)) {
    console.log(rowOf(group, members))
    for (const result of members) report(result)
  }
  console.log(rowOf('all', results))
}

function rowOf(title: string, results: GoldenResult[]): string {
  const cells = GRADES.map((grade) => {
    return `${grade} ${results.filter(({ grades }) => grades[grade]).length}`.padEnd(10)
  })
  return `  ${title.padEnd(20)} ${results.length} ${cells.join(' ')}`.trimEnd()
}

function report(result: GoldenResult): void {
  const { recorded, answer } = result
  const missed = missedGrades(result)
  if (missed.length === 0) return
  console.log(`    ${recorded.name}: ${missed.join(', ')}`)
  if (!isVerbose) return
  console.log(`      asked    ${recorded.index} ${JSON.stringify(recorded.body)}`)
  console.log(`      expected ${recorded.status} ${JSON.stringify(recorded.answer)}`)
  console.log(`      answered ${answer.status} ${JSON.stringify(answer.body)}`)
}
