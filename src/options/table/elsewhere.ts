/** Options: who answers what no operation does. */
import { isText, taking, yesOrNo } from '../kinds.ts'
import { option, type TableOf } from '../option.ts'
import { expected } from '../readers.ts'

export interface ElsewhereOptions {
  /** Folders whose `*.json` each hold a stub, or a list of them: answers for addresses of no operation. */
  stubs?: string[]
  /** A gateway that is asked for what neither an operation nor a stub answers: `https://gateway.example`. */
  upstream?: string
  /** Whether it is told tokens, API keys and cookies. Default false. */
  upstreamCredentials?: boolean
}

const address = 'an address such as https://gateway.example'

export const elsewhereOptions = {
  stubs: option({
    kind: {
      check: taking<string[]>(
        'a list of folders',
        (value) => Array.isArray(value) && value.every(isText),
      ),
    },
    default: [],
    flag: {
      name: 'stubs',
      argument: 'FOLDER,...',
      example: 'stubs',
      defaultText: 'none',
      meaning: 'Folders whose `*.json` are answers for addresses that no operation has',
      read(text) {
        const folders = text.split(',').map((folder) => folder.trim())
        return folders.includes('') ? expected('folders, separated by commas') : folders
      },
    },
  }),
  upstream: option({
    kind: {
      check: (name, value) => taking<string>(address, isAddress)(name, value).replace(/\/+$/, ''),
      read: (text) => (isAddress(text) ? text.replace(/\/+$/, '') : expected(address)),
    },
    flag: {
      name: 'upstream',
      argument: 'URL',
      example: 'https://gateway.example',
      defaultText: 'none',
      meaning: 'A gateway that is asked for what neither an operation nor a stub answers',
    },
  }),
  upstreamCredentials: option({
    kind: yesOrNo,
    default: false,
    flag: {
      name: 'upstream-credentials',
      meaning: 'It is told tokens, API keys and cookies too',
    },
  }),
} satisfies TableOf<ElsewhereOptions>

function isAddress(value: unknown): value is string {
  if (!isText(value)) return false
  const url = URL.parse(value)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  )
}
