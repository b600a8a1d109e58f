/** Options: the world `default`, its rows, time and ids. */
import { type Clock, systemClock } from '../../base/clock.ts'
import { type NewId, randomId } from '../../base/ids.ts'
import { defaultFixture } from '../../base/package-root.ts'
import type { WorldFixture } from '../../fixtures/types.ts'
import { checkedClock, checkedNewId } from '../checked-options.ts'
import { isText, taking, yesOrNo } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { expected } from '../readers.ts'

const isFileName = (value: unknown) => isText(value) && !value.includes('\0')

export interface DefaultWorldOptions {
  /** A SQLite file, made if it is not there. Default `:memory:`, which keeps nothing. */
  db?: string
  /**
   * What the rows come from, merged in order: folders with a `world.json`, `default` for the world of
   * the documentation's examples, or worlds as objects. Default: that world alone.
   */
  fixtures?: readonly (string | WorldFixture)[]
  /** Start over from the fixture although the file has rows. Default false. */
  reset?: boolean
  /**
   * Whether every world starts over from the fixture's folders when a file in them changes. A fixture
   * with mistakes is told in the log, and changes nothing. Default false.
   */
  watch?: boolean
  /**
   * Where time comes from: dates of the years 0 to 9999. A request for which it throws or returns
   * anything else is answered with 500 and says so. Default: the machine's clock.
   */
  clock?: Clock
  /**
   * Where ids come from: texts that were never returned before. A request for which it throws or
   * returns anything else is answered with 500 and says so. Default: random ones in the gateway's
   * own forms.
   */
  newId?: NewId
}

export const defaultWorldOptions = {
  db: option({
    kind: {
      check: taking<string>('a file name or :memory:', isFileName),
      read: (text) => text || expected('a file name or :memory:'),
    },
    default: ':memory:',
    flag: {
      name: 'db',
      argument: 'FILE',
      example: 'gateway.sqlite',
      default: '.imbrace-gateway-mock/gateway.sqlite',
      meaning: 'SQLite file that keeps the data; `:memory:` keeps none',
    },
  }),
  fixtures: option({
    kind: {
      check: taking<readonly (string | WorldFixture)[]>(
        'a list of folders and worlds, at least one',
        // What is in it is looked at where it is read.
        (value) => Array.isArray(value) && value.length > 0,
      ),
    },
    default: [defaultFixture],
    flag: {
      name: 'fixtures',
      argument: 'FOLDER,...',
      example: 'my-world',
      defaultText: 'the world of the documentation',
      meaning:
        'Folders with a `world.json` that a new database is filled from, merged in order; `default` is the world of the documentation',
      read(text) {
        const folders = text.split(',').map((folder) => folder.trim())
        return folders.includes('') ? expected('folders, separated by commas') : folders
      },
    },
  }),
  reset: option({
    kind: yesOrNo,
    default: false,
    flag: {
      name: 'reset',
      meaning: 'Start over from the fixture; what the database holds is lost',
    },
  }),
  watch: option({
    kind: yesOrNo,
    default: false,
    flag: {
      name: 'watch',
      meaning: 'Start every world over when a file of the fixture changes; its rows are lost',
    },
  }),
  clock: option({ kind: { check: checkedClock }, default: systemClock }),
  newId: option({ kind: { check: checkedNewId }, default: randomId }),
} satisfies TableOf<DefaultWorldOptions>
