/** `contract`: whether a gateway answers as this one says that gateways do, and a report of it. */
import { writeFileSync } from 'node:fs'
import { jsonLine } from '../base/json-line.ts'
import { StartError } from '../base/start-error.ts'
import { checkContract } from '../contract/index.ts'
import { writeReport } from '../contract/reports/index.ts'
import { textReport } from '../contract/reports/text.ts'
import { type CliOptions, UsageError } from './options.ts'

const example =
  'for example imbrace-gateway-mock contract --url http://127.0.0.1:9001 --token acc_...'

/**
 * @param complain told why it could not run
 * @returns the exit code: 0 the same, 1 different, 2 could not run
 * @throws {UsageError} where it is not said which gateway, or as whom
 */
export async function runContract(
  options: CliOptions,
  isJson: boolean,
  complain: (message: string, code: number) => void,
): Promise<number> {
  const { url, token, write: writes, rate, report: format, out } = options
  if (url === undefined) throw new UsageError(`contract wants --url: ${example}`)
  if (token === undefined) {
    throw new UsageError(`contract wants --token, or IMBRACE_MOCK_TOKEN: ${example}`)
  }
  if (out !== undefined && format === undefined) {
    throw new UsageError(`contract writes --out ${out} only with --report junit, json or markdown`)
  }
  const tell = (what: string) =>
    process.stderr.write(
      isJson ? `${jsonLine('info', { event: 'contract', what })}\n` : `${what}\n`,
    )
  try {
    const found = await checkContract({ url, token, writes, rate, tell })
    const text = textReport(found)
    const written = format === undefined ? text : writeReport(found, format)
    if (out === undefined) process.stdout.write(written)
    else writeOut(out, written)
    if (format !== undefined) process.stderr.write(text)
    return found.different === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    complain(error.message, 2)
    return 2
  }
}

function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new StartError(`--out ${file} cannot be written: ${(error as Error).message}`)
  }
}
