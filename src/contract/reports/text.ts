/** What a person reads at the end of a run: what is different, then the numbers. */
import type { CheckedOperation, ContractReport } from '../types.ts'

export function textReport(report: ContractReport): string {
  const lines = report.operations.flatMap(linesOf)
  return `${[...lines, summaryOf(report)].join('\n')}\n`
}

function linesOf({ operation, checks }: CheckedOperation): string[] {
  return checks
    .filter(({ outcome }) => outcome === 'different')
    .flatMap(({ what, asked, differences }) => [
      `different  ${operation}, ${what}: ${asked}`,
      ...differences.map(
        ({ at, expected, found }) => `  ${at}: expected ${expected}, found ${found}`,
      ),
    ])
}

/** One sentence, of numbers. */
export function summaryOf({
  operations,
  same,
  different,
  skipped,
  calls,
  writes,
}: ContractReport): string {
  const leftOut = operations.filter(({ left_out }) => left_out !== undefined).length
  const parts = [
    `${same} checks of ${operations.length} operations the same`,
    `${different} different`,
    ...(skipped > 0 ? [`${skipped} skipped, which had nothing to ask for`] : []),
    `${leftOut} operations not called to succeed${writes ? '' : ' without --write or at all'}`,
  ]
  return `${parts.join(', ')}; ${calls} calls`
}
