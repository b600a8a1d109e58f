/** For people, for programs, or none. */
export type LogFormat = 'human' | 'json' | 'off'

/** What takes the lines of the log, each with its end. */
export interface LogOutput {
  write: (line: string) => void
}
