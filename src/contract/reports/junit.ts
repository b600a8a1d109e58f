/** JUnit's XML, as CI systems read it: an operation is a suite, a check is a test case. */
import type { Check, ContractReport } from '../types.ts'

export function junitReport(report: ContractReport): string {
  const { same, different, skipped, started_at } = report
  const tests = same + different + skipped
  const suites = report.operations
    .filter(({ checks }) => checks.length > 0)
    .map(({ operation, checks }) => suiteOf(operation, checks, started_at))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="contract" tests="${tests}" failures="${different}" skipped="${skipped}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteOf(operation: string, checks: Check[], started_at: string): string {
  const count = (outcome: Check['outcome']) =>
    checks.filter((one) => one.outcome === outcome).length
  const attributes = [
    `name="${operation}"`,
    `tests="${checks.length}"`,
    `failures="${count('different')}"`,
    'errors="0"',
    `skipped="${count('skipped')}"`,
    `timestamp="${started_at}"`,
  ]
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    ...checks.map((check) => caseOf(operation, check)),
    '  </testsuite>',
  ].join('\n')
}

function caseOf(operation: string, { what, outcome, why = '', asked, differences }: Check): string {
  const opening = `    <testcase classname="${operation}" name="${escaped(what)}"`
  if (outcome === 'same') return `${opening}/>`
  const inside =
    outcome === 'skipped'
      ? `      <skipped message="${escaped(why)}"/>`
      : `      <failure message="${escaped(messageOf(differences))}">${escaped(detailOf(asked, differences))}</failure>`
  return `${opening}>\n${inside}\n    </testcase>`
}

function messageOf(differences: Check['differences']): string {
  const [first] = differences
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : ''
  return `${first?.at}: expected ${first?.expected}, found ${first?.found}${more}`
}

function detailOf(asked: string | undefined, differences: Check['differences']): string {
  const lines = differences.map(
    ({ at, expected, found }) => `${at}: expected ${expected}, found ${found}`,
  )
  return [asked, ...lines].join('\n')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]/g, '\ufffd')
}
