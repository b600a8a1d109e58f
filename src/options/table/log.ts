/** Options: the log. */
import type { LogFormat, LogOutput } from '../../base/log-output.ts'
import { isObject } from '../checked-options.ts'
import { taking } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { expected } from '../readers.ts'

const formats: LogFormat[] = ['human', 'json', 'off']
const formatsOfCommand = ['auto', ...formats] as const

export interface LogOptions {
  /** How requests are logged. Default `off`. */
  log?: LogFormat
  /** Where the log goes. Default: standard output. */
  logOutput?: LogOutput
}

export const logOptions = {
  log: option({
    kind: {
      check: taking<LogFormat>(`one of ${formats.join(', ')}`, (value) =>
        formats.includes(value as never),
      ),
    },
    default: 'off' as const,
    flag: {
      name: 'log',
      argument: 'FORMAT',
      example: 'json',
      // `human` on a terminal and `json` elsewhere.
      default: 'auto' as const,
      meaning: 'Request log: `human`, `json`, `off`, or `auto`, which is human on a terminal only',
      read: (text) =>
        formatsOfCommand.find((format) => format === text) ??
        expected(`one of ${formatsOfCommand.join(', ')}`),
    },
  }),
  logOutput: option({
    kind: {
      check: taking<LogOutput>(
        'an object with a function write(line)',
        (value) => isObject(value) && typeof value.write === 'function',
      ),
    },
  }),
} satisfies TableOf<LogOptions>
