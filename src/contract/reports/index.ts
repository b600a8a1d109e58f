/** A run, written for a machine. */
import type { ContractReport } from '../types.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'

export type ReportFormat = 'junit' | 'json' | 'markdown'

const writers: Record<ReportFormat, (report: ContractReport) => string> = {
  junit: junitReport,
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  markdown: markdownReport,
}

export function writeReport(report: ContractReport, format: ReportFormat): string {
  return writers[format](report)
}
