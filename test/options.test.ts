import { describe, expect, test } from 'vitest'
import { readInvocation } from '../src/invocation.ts'
import { helpText, optionRows, options, UsageError } from '../src/options.ts'

const defaults = readInvocation([], {}).options

describe('a flag, its environment variables and its default', () => {
  // name, text, value it means
  const values: [keyof typeof options, string, unknown][] = [
    ['port', '0', 0],
    ['port', '65535', 65_535],
    ['host', '0.0.0.0', '0.0.0.0'],
    ['db', ':memory:', ':memory:'],
    ['fixtures', 'one', ['one']],
    ['fixtures', 'one, two', ['one', 'two']],
    ['log', 'json', 'json'],
    ['allow-origin', 'http://a:1,https://b', ['http://a:1', 'https://b']],
  ]
  test.each(values)('%s=%s', (name, text, value) => {
    expect(readInvocation([`--${name}`, text], {}).options[name]).toEqual(value)
    expect(readInvocation([`--${name}=${text}`], {}).options[name]).toEqual(value)
    for (const variable of options[name].environment) {
      expect(readInvocation([], { [variable]: text }).options[name]).toEqual(value)
      // An empty variable is one that is not set.
      expect(readInvocation([], { [variable]: '' }).options[name]).toEqual(defaults[name])
    }
  })

  test.each([
    ['1', true],
    ['true', true],
    ['TRUE', true],
    ['0', false],
    ['false', false],
  ])('IMBRACE_MOCK_RESET=%s', (text, value) => {
    expect(readInvocation([], { IMBRACE_MOCK_RESET: text }).options.reset).toBe(value)
    expect(readInvocation(['--reset'], { IMBRACE_MOCK_RESET: text }).options.reset).toBe(true)
  })

  test('a flag goes before the environment, and our own variable before the general one', () => {
    const environment = { PORT: '1', IMBRACE_MOCK_PORT: '2' }
    expect(readInvocation([], environment).options.port).toBe(2)
    expect(readInvocation(['--port', '3'], environment).options.port).toBe(3)
  })

  test('folders can be given one flag each', () => {
    const { fixtures } = readInvocation(['--fixtures', 'a', '--fixtures', 'b,c'], {}).options
    expect(fixtures).toEqual(['a', 'b', 'c'])
  })
})

test('origins can be given one flag each', () => {
  const flags = ['--allow-origin', 'http://a', '--allow-origin=http://b']
  expect(readInvocation(flags, {}).options['allow-origin']).toEqual(['http://a', 'http://b'])
})

describe('wrong usage is told in one sentence that names it', () => {
  const mistakes: [string, string[], Record<string, string>, string][] = [
    ['unknown flag', ['--prot', '1'], {}, "Unknown option '--prot': see --help"],
    ['flag without value', ['--port'], {}, "Option '--port <value>' argument missing: see --help"],
    ['switch with a value', ['--reset=yes'], {}, "Option '--reset' does not take an argument"],
    ['unknown command', ['serve'], {}, 'serve is not a known command: start or health'],
    ['two commands', ['start', 'health'], {}, 'health is not a known command: start or health'],
    [
      'unknown variable',
      [],
      { IMBRACE_MOCK_PROT: '1' },
      'IMBRACE_MOCK_PROT is not a known variable',
    ],
    [
      'port in words',
      ['--port', 'http'],
      {},
      '--port: expected a port from 0 to 65535, found "http"',
    ],
    [
      'port too high',
      ['--port', '65536'],
      {},
      '--port: expected a port from 0 to 65535, found "65536"',
    ],
    ['port below 0', [], { PORT: '-1' }, 'PORT: expected a port from 0 to 65535, found "-1"'],
    ['no host', ['--host', ''], {}, '--host: expected an address, found ""'],
    ['no file', ['--db', ''], {}, '--db: expected a file name or :memory:, found ""'],
    ['a gap between folders', ['--fixtures', 'a,,b'], {}, '--fixtures: expected folders'],
    ['a doubtful switch', [], { IMBRACE_MOCK_RESET: 'yes' }, 'IMBRACE_MOCK_RESET: expected 1, 0'],
    ['unknown format', ['--log', 'xml'], {}, '--log: expected one of auto, human, json, off'],
  ]
  test.each(mistakes)('%s', (_, argv, environment, sentence) => {
    const read = () => readInvocation(argv, environment)
    expect(read).toThrow(UsageError)
    expect(read).toThrow(sentence)
  })
})

test('help and version are asked for by flag, under any command', () => {
  expect(readInvocation(['-h'], {}).command).toBe('help')
  expect(readInvocation(['health', '--help'], {}).command).toBe('help')
  expect(readInvocation(['--version'], {}).command).toBe('version')
})

test('--help has every flag, variable and default', () => {
  const help = helpText()
  for (const [flag, variables, byDefault, meaning] of optionRows()) {
    for (const part of [flag, variables, byDefault, meaning]) expect(help).toContain(part)
  }
})
