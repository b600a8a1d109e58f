import { type GoldenResult, type Grades, loadCases, runCases } from './golden-cases.ts'

/**
 * `npm run goldens [-- --verbose] [-- group…]`: for each group of the recordings how many cases
 * agree in each grade, and the names of those that do not; `--verbose` shows both answers.
 */
const GRADES: (keyof Grades)[] = ['said', 'set', 'order', 'whole']

const isVerbose = process.argv.includes('--verbose')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const cases = loadCases().filter(({ group, name }) => {
  return wanted.length === 0 || wanted.includes(group) || wanted.includes(name)
})
const results = await runCases(cases)

for (const [group, members] of Map.groupBy(results, ({ recorded }) => recorded.group)) {
  const counts = GRADES.map((key) => members.filter(({ grades }) => grades[key]).length)
  console.log(`${group.padEnd(16)} ${members.length} ${counts.map(toCell).join(' ')}`)
  for (const result of members) report(result)
}
const totals = GRADES.map((key) => results.filter(({ grades }) => grades[key]).length)
console.log(`${'all'.padEnd(16)} ${results.length} ${totals.map(toCell).join(' ')}`)

function toCell(count: number, column: number): string {
  return `${GRADES[column]} ${count}`.padEnd(10)
}

function report({ recorded, answer, grades }: GoldenResult): void {
  const missed = GRADES.filter((key) => !grades[key])
  if (missed.length === 0) return
  console.log(`  ${recorded.name}: ${missed.join(', ')}`)
  if (!isVerbose) return
  console.log(`    asked    ${recorded.index} ${JSON.stringify(recorded.body)}`)
  console.log(`    expected ${recorded.status} ${JSON.stringify(recorded.answer)}`)
  console.log(`    answered ${answer.status} ${JSON.stringify(answer.body)}`)
}
