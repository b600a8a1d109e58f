/** For a summary of CI or an issue. */
import type { Check, ContractReport } from '../types.ts'
import { summaryOf } from './text.ts'

export function markdownReport(report: ContractReport): string {
  const different = report.operations.flatMap(({ operation, checks }) =>
    checks
      .filter(({ outcome }) => outcome === 'different')
      .flatMap(({ what, asked, differences }) =>
        differences.map(({ at, expected, found }) =>
          rowOf([operation, what, code(asked ?? ''), code(at), code(expected), code(found)]),
        ),
      ),
  )
  const head = ['operation', 'check', 'asked', 'where', 'expected', 'found']
  return [
    `# Contract of ${report.url}`,
    '',
    `${summaryOf(report)}. As ${report.user_id} of ${report.organization_id}, ${report.started_at}.`,
    '',
    ...(different.length === 0
      ? []
      : ['## Different', '', rowOf(head), rowOf(head.map(() => '---')), ...different, '']),
    '## Operations',
    '',
    rowOf(['operation', 'same', 'different', 'skipped', 'not called to succeed, because']),
    rowOf(['---', '---', '---', '---', '---']),
    ...report.operations.map(({ operation, checks, left_out = '' }) => {
      const count = (outcome: Check['outcome']) =>
        String(checks.filter((check) => check.outcome === outcome).length)
      return rowOf([operation, count('same'), count('different'), count('skipped'), left_out])
    }),
    '',
  ].join('\n')
}

const rowOf = (cells: string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

/** A text in as many backticks as it needs. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${text}\`` : `${ticks} ${text} ${ticks}`
}
