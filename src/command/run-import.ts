/** `import`: what was asked for, how far it has come, and the token that the fixture got. */
import { jsonLine } from '../base/json-line.ts'
import { UnfinishedError } from '../import/calls.ts'
import { importFixture } from '../import/index.ts'
import { type CliOptions, UsageError } from './options.ts'

const example =
  'for example imbrace-gateway-mock import --url http://127.0.0.1:9001 --token acc_... --out imported'

/**
 * @param complain told why it broke off
 * @returns the exit code: 0 imported, 1 broke off
 * @throws {UsageError} where it is not said from where, as whom or into which folder
 */
export async function runImport(
  options: CliOptions,
  isJson: boolean,
  complain: (message: string, code: number) => void,
): Promise<number> {
  const { url, token, out, anonymize = false, rate = 10 } = options
  if (url === undefined) throw new UsageError(`import wants --url: ${example}`)
  if (token === undefined) {
    throw new UsageError(`import wants --token, or IMBRACE_MOCK_TOKEN: ${example}`)
  }
  if (out === undefined) throw new UsageError(`import wants --out: ${example}`)
  const tell = (what: string) =>
    process.stderr.write(
      isJson ? `${jsonLine('info', { event: 'importing', what })}\n` : `${what}\n`,
    )
  try {
    const imported = await importFixture({ url, token, out, anonymize, rate }, tell)
    process.stdout.write(
      isJson
        ? `${jsonLine('info', { event: 'imported', out, ...imported })}\n`
        : `${out} is a fixture: imbrace-gateway-mock --fixtures ${out}\nits token: ${imported.token}\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof UnfinishedError)) throw error
    complain(`${error.message}: what was read is kept, the same command goes on`, 1)
    return 1
  }
}
