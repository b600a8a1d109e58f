import { describe, expect, test } from 'vitest'
import { helpText } from '../../src/command/help-text.ts'
import { readInvocation, wantsJson } from '../../src/command/invocation.ts'
import { optionRows, options, UsageError } from '../../src/command/options.ts'

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
    [
      'unknown flag',
      ['--prot', '1'],
      {},
      '--prot is not a known option: did you mean --port, for example --port 9010',
    ],
    [
      'flag like none',
      ['--colour'],
      {},
      '--colour is not a known option: see --help, for example --port 9010',
    ],
    ['one letter', ['-p', '1'], {}, '-p is not a known option: did you mean --port, for example'],
    ['flag in capitals', ['--RESET'], {}, 'did you mean --reset, for example --reset'],
    ['flag without value', ['--port'], {}, '--port wants a value, for example --port 9010'],
    [
      'flag before another',
      ['--db', '--reset'],
      {},
      '--db wants a value, for example --db gateway.sqlite',
    ],
    ['switch with a value', ['--reset=yes'], {}, '--reset takes no value: write --reset alone'],
    [
      'unknown command',
      ['helth'],
      {},
      'helth is not a known command: start, wait, health, play, import, contract, doctor, print-config, fixtures check, fixtures schema; for example imbrace-gateway-mock health',
    ],
    ['two commands', ['start', 'health'], {}, 'health is not a known command: start, wait'],
    [
      'a play of nothing',
      ['play'],
      {},
      'play wants FILE, for example imbrace-gateway-mock play hello.json',
    ],
    ['a play of two', ['play', 'a.json', 'b.json'], {}, 'b.json is not a known command'],
    [
      'a world of nobody',
      ['health', '--world', 'x'],
      {},
      '--world belongs to play: imbrace-gateway-mock play --world mine',
    ],
    [
      'no address',
      ['play', 'a.json', '--url', 'localhost:9001'],
      {},
      '--url: expected an address with http:// or https://, found "localhost:9001"',
    ],
    [
      'no world',
      ['play', 'a.json', '--world', 'a b'],
      {},
      '--world: expected 1 to 64 of A-Z a-z 0-9 _ -, found "a b"',
    ],
    ['a bare port', ['9010'], {}, '9010 is not a known command: for a port write --port 9010'],
    [
      'a wait of nobody',
      ['--wait', '3'],
      {},
      '--wait belongs to health: imbrace-gateway-mock health --wait 30',
    ],
    [
      'unknown variable',
      [],
      { IMBRACE_MOCK_PROT: '1' },
      'IMBRACE_MOCK_PROT is not a known variable: did you mean IMBRACE_MOCK_PORT, for example IMBRACE_MOCK_PORT=9010',
    ],
    [
      'variable like none',
      [],
      { IMBRACE_MOCK_COLOUR: '1' },
      'IMBRACE_MOCK_COLOUR is not a known variable: see --help, for example IMBRACE_MOCK_PORT=9010',
    ],
    [
      'port in words',
      ['--port', 'http'],
      {},
      '--port: expected a port from 0 to 65535, found "http"; for example --port 9010',
    ],
    [
      'port too high',
      ['--port', '65536'],
      {},
      '--port: expected a port from 0 to 65535, found "65536"',
    ],
    [
      'port below 0',
      [],
      { PORT: '-1' },
      'PORT: expected a port from 0 to 65535, found "-1"; for example PORT=9010',
    ],
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

test('of the environment only IMBRACE_MOCK_* and PORT are read', () => {
  const environment = { HOST: 'x86_64-conda-linux-gnu', DB: 'x', LOG: 'x', NODE_ENV: 'test' }
  expect(readInvocation([], environment)).toEqual(readInvocation([], {}))
  const variables = Object.values(options).flatMap((option) => option.environment)
  expect(variables.filter((name) => !name.startsWith('IMBRACE_MOCK_'))).toEqual(['PORT'])
})

describe('the variables of a Kubernetes service called imbrace-mock', () => {
  const service = {
    IMBRACE_MOCK_SERVICE_HOST: '10.0.0.1',
    IMBRACE_MOCK_SERVICE_PORT: '9001',
    IMBRACE_MOCK_SERVICE_PORT_HTTP: '9001',
    IMBRACE_MOCK_PORT: 'tcp://10.0.0.1:9001',
    IMBRACE_MOCK_PORT_9001_TCP: 'tcp://10.0.0.1:9001',
    IMBRACE_MOCK_PORT_9001_TCP_PROTO: 'tcp',
    IMBRACE_MOCK_PORT_9001_TCP_PORT: '9001',
    IMBRACE_MOCK_PORT_9001_TCP_ADDR: '10.0.0.1',
  }

  test('are ignored, with one note', () => {
    const { options, notes } = readInvocation([], { ...service, PORT: '9010' })
    expect(options).toEqual({ ...defaults, port: 9010 })
    expect(notes).toEqual([
      'IMBRACE_MOCK_SERVICE_HOST and 7 more are for a Kubernetes service, not for this: ignored',
    ])
  })

  test('do so for services whose names begin like it', () => {
    const environment = {
      IMBRACE_MOCK_DB_SERVICE_HOST: '10.0.0.1',
      IMBRACE_MOCK_DB_PORT: 'tcp://10.0.0.1:1',
    }
    expect(readInvocation([], environment).options).toEqual(defaults)
  })

  test('hide no port that is one, and no mistake', () => {
    expect(readInvocation([], { IMBRACE_MOCK_PORT: '9010' })).toMatchObject({
      options: { port: 9010 },
      notes: [],
    })
    for (const name of ['IMBRACE_MOCK_DB_PORT', 'IMBRACE_MOCK_SERVICES']) {
      expect(() => readInvocation([], { [name]: '9010' })).toThrow(`${name} is not a known`)
    }
  })
})

describe('flags that npm took for itself are given back with the line to type', () => {
  const ours = { npm_lifecycle_event: 'start', npm_package_name: 'imbrace-gateway-mock' }
  const theirs = { npm_lifecycle_event: 'mock', npm_package_name: 'an-application' }
  test.each<[string[], Record<string, string>, string]>([
    [['9010'], { ...ours, npm_config_port: 'true' }, 'npm start -- --port 9010'],
    [[], { ...ours, npm_config_port: '9010' }, 'npm start -- --port 9010'],
    [[], { ...ours, npm_config_reset: 'true' }, 'npm start -- --reset'],
    [
      ['9010'],
      { ...ours, npm_config_port: 'true', npm_config_reset: 'true' },
      'npm start -- --port 9010 --reset',
    ],
    [
      ['json', '9010'],
      { ...ours, npm_config_port: 'true', npm_config_log: 'true' },
      'npm start -- --port NUMBER --log FORMAT',
    ],
    [
      ['u'],
      { ...theirs, npm_config_meilisearch_url: 'true' },
      'npm run mock -- --meilisearch-url u',
    ],
  ])('%j %j', (argv, environment, line) => {
    expect(() => readInvocation(argv, environment)).toThrow(
      new UsageError(`npm keeps flags for itself unless -- stands before them: ${line}`),
    )
  })

  test('but what npm was told about another package’s script starts nothing else', () => {
    const environment = { ...theirs, npm_config_port: '3000' }
    expect(readInvocation([], environment).options).toEqual(defaults)
  })
})

test('JSON is asked for in so many words, also where the rest is wrong', () => {
  expect(wantsJson(['--prot', '--log', 'json'], {})).toBe(true)
  expect(wantsJson([], { IMBRACE_MOCK_LOG: 'json' })).toBe(true)
  expect(wantsJson(['--log=human'], { IMBRACE_MOCK_LOG: 'json' })).toBe(false)
  expect(wantsJson([], {})).toBe(false)
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
