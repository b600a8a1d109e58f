/** The contract against gateways: this one, and such as have one defect each. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { ContractReport } from '../../src/contract/types.ts'
import { checkContract, StartError, startGateway } from '../../src/index.ts'
import { freePort } from '../free-port.ts'
import { ids, tokens, writesTo } from '../helpers.ts'
import { run, scratchFolder } from '../process/run.ts'
import { type Defect, startWithDefect } from './planted.ts'

const clock = () => new Date('2026-01-02T03:04:05.678Z')

const check = (url: string, writes: boolean, token: string = tokens.user) =>
  checkContract({ url, token, writes, rate: 9_999, word: 'contracttest', clock })

async function listening(options = {}) {
  const app = buildApp({ log: 'off', db: ':memory:', ...options })
  onTestFinished(() => app.close())
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

/** What is different, a line each. */
const differencesIn = ({ operations }: ContractReport) =>
  operations.flatMap(({ operation, checks }) =>
    checks.flatMap(({ what, differences }) =>
      differences.map(
        ({ at, expected, found }) => `${operation}, ${what}: ${at}: ${expected}, ${found}`,
      ),
    ),
  )

/** What the contract's own calls could change or remove of others. */
const tables = [
  'conversations',
  'messages',
  'comments',
  'contacts',
  'users',
  'teams',
  'team_users',
  'channels',
  'tokens',
  'boards',
  'categories',
  'message_templates',
  'notifications',
]

describe('this gateway', () => {
  test('keeps the contract, and reading writes nothing', { timeout: 60_000 }, async () => {
    const { app, url } = await listening()
    const before = writesTo(app.world.database)
    const report = await check(url, false)
    expect(differencesIn(report)).toEqual([])
    expect(report).toMatchObject({
      url,
      user_id: ids.user,
      different: 0,
      skipped: 0,
      writes: false,
    })
    expect(writesTo(app.world.database)).toBe(before)
  })

  test('keeps the whole of it, where nothing of before changes', { timeout: 60_000 }, async () => {
    const { app, url } = await listening()
    const rowsOf = () =>
      new Set(
        tables.flatMap((table) =>
          app.world.database
            .prepare<[], object>(`SELECT * FROM ${table}`)
            .all()
            .map((row) => `${table} ${JSON.stringify(row)}`),
        ),
      )
    const before = rowsOf()
    const report = await check(url, true)
    expect(differencesIn(report)).toEqual([])
    expect(report).toMatchObject({ different: 0, skipped: 0, writes: true })
    const after = rowsOf()
    expect(after.size).toBeGreaterThan(before.size)
    expect([...before].filter((row) => !after.has(row))).toEqual([])
  })

  test('changes no room of others, where its own is asked for in vain', {
    timeout: 60_000,
  }, async () => {
    const { app, url } = await listening()
    const rooms = () =>
      app.world.database
        .prepare<[string], object>('SELECT * FROM conversations WHERE id = ?')
        .all(ids.conversation)
    const before = rooms()
    const other = { id: ids.teamConversation, conversation_id: ids.conversation }
    const deaf = await startWithDefect(url, {
      method: 'GET',
      path: /v1\/backend\/team_conversations$/,
      spoil: ({ data }: Body) => {
        for (const row of data) Object.assign(row, other)
      },
    })
    const report = await check(deaf.url, true)
    expect(deaf.spoilt()).toBeGreaterThan(0)
    expect(rooms()).toEqual(before)
    const { checks } =
      report.operations.find((one) => one.operation === 'updateTeamConversationName') ?? {}
    expect(checks?.[0]).toMatchObject({
      outcome: 'skipped',
      why: 'there is no team conversation id to ask for',
    })
  })

  test('has every operation in the report: called, or why not', { timeout: 60_000 }, async () => {
    const { app, url } = await listening()
    const { operations } = await check(url, true)
    expect(operations.map(({ operation }) => operation)).toEqual(
      app.operations.map(({ operationId }) => operationId),
    )
    for (const { operation, checks, left_out } of operations) {
      const isCalled = checks.some(({ status = 0, outcome }) => status < 300 && outcome === 'same')
      expect({ operation, isCalled }).toEqual({ operation, isCalled: left_out === undefined })
      // Refused to everybody: whoever does not refuse it makes something.
      if (operation !== 'createOrganization') expect(checks.length, operation).toBeGreaterThan(0)
    }
  })

  test.each([
    ['an API key', tokens.apiKey],
    ['a user of two organizations', tokens.userOfTwo],
  ])('keeps it for %s', { timeout: 60_000 }, async (_, token) => {
    const { url } = await listening()
    expect(differencesIn(await check(url, true, token))).toEqual([])
  })

  test('in a world of its own, and in one that is nearly empty', { timeout: 60_000 }, async () => {
    const folder = scratchFolder()
    const org = { id: 'org_small', name: 'Small' }
    const user = {
      id: 'u_small',
      organization_ids: ['org_small'],
      display_name: 'Ann',
      email: 'ann@example.com',
    }
    const token = {
      kind: 'user',
      token: 'acc_small',
      user_id: 'u_small',
      organization_id: 'org_small',
    }
    const world = { organizations: [org], users: [user], tokens: [token] }
    writeFileSync(join(folder, 'world.json'), JSON.stringify(world))
    const small = await listening({ fixtures: [folder] })
    const report = await check(small.url, true, 'acc_small')
    expect(differencesIn(report)).toEqual([])
    expect(report.skipped).toBeGreaterThan(30)
    const { url } = await listening()
    expect(differencesIn(await check(`${url}/_world/mine`, true))).toEqual([])
  })
})

type Body = Record<string, never> & { data: Record<string, unknown>[] }
type Counts = Record<string, number>

const first = (change: (row: Record<string, unknown>) => void) => (body: Body) => {
  for (const row of body.data.slice(0, 1)) change(row)
}

/** One wrong field of each documented operation, and of ten others. */
const defects: [operation: string, found: string, defect: Defect][] = [
  [
    'getViewsCount',
    'sum of the teams and null',
    {
      method: 'GET',
      path: /_views_count$/,
      spoil: (body: Counts) => ({ ...body, all: (body.all ?? 0) + 1 }),
    },
  ],
  [
    'getChannelCounts',
    'all',
    {
      method: 'GET',
      path: /v2\/backend\/channels\/_conv_count$/,
      spoil: (body: Counts) => ({ ...body, web: (body.web ?? 0) - 1 }),
    },
  ],
  [
    'getTeamChannelCounts',
    'wecom',
    {
      method: 'GET',
      path: /v1\/backend\/channels\/_conv_count$/,
      spoil: ({ wecom: _, ...body }: Counts) => body,
    },
  ],
  [
    'createConversation',
    'users[0].object_name',
    {
      method: 'POST',
      path: /backend\/conversation$/,
      spoil: (body: { users: Counts[] }) => {
        for (const user of body.users) Object.assign(user, { object_name: 'user' })
      },
    },
  ],
  [
    'listMessages',
    'data[0].created_at',
    {
      method: 'GET',
      path: /backend\/conversation_messages$/,
      spoil: first((row) => {
        row.created_at = 'yesterday'
      }),
    },
  ],
  [
    'sendMessage',
    'content.text',
    {
      method: 'POST',
      path: /backend\/conversation_messages$/,
      spoil: (body: { content: { text?: string } }) => {
        if (body.content.text !== undefined) body.content.text += '!'
      },
    },
  ],
  [
    'searchMessages',
    'message.estimatedTotalHits',
    {
      method: 'POST',
      path: /org_imbrace\/search$/,
      spoil: (body: { message: object }) => {
        Object.assign(body.message, { estimatedTotalHits: '3' })
      },
    },
  ],
  [
    'fetchMessages',
    'number of message.results',
    {
      method: 'POST',
      path: /org_imbrace\/fetch$/,
      spoil: (body: { message: { total: number } }) => {
        body.message.total -= 1
      },
    },
  ],
  [
    'getAccount',
    'gender',
    {
      method: 'GET',
      path: /backend\/account$/,
      spoil: (body: Body) => ({ ...body, gender: null }),
    },
  ],
  [
    'listUsers',
    'data[0].role',
    {
      method: 'GET',
      path: /backend\/users$/,
      spoil: first((row) => {
        delete row.role
      }),
    },
  ],
  [
    'listTeamConversations',
    'data[0].status',
    {
      method: 'GET',
      path: /v2\/backend\/team_conversations$/,
      spoil: first((row) => {
        row.status = 'rep_needed'
      }),
    },
  ],
  [
    'getTeam',
    'id',
    {
      method: 'GET',
      path: /backend\/teams\/t_[^/]+$/,
      spoil: (body: Body) => ({ ...body, id: 't_other' }),
    },
  ],
  [
    'listContacts',
    'has_more of skip=2',
    {
      method: 'GET',
      path: /backend\/contacts$/,
      spoil: (body: Body) => ({ ...body, has_more: false }),
    },
  ],
  [
    'listBoards',
    'data[0].fields[0].nmae',
    {
      method: 'GET',
      path: /backend\/board$/,
      spoil: first((row) => {
        for (const field of row.fields as Record<string, unknown>[]) {
          field.nmae = field.name
        }
      }),
    },
  ],
  [
    'listTeams',
    'message',
    {
      method: 'GET',
      path: /backend\/teams$/,
      status: 400,
      spoil: (body: Body) => ({ ...body, message: 'Bad request' }),
    },
  ],
  [
    'createTeam',
    'name',
    {
      method: 'POST',
      path: /backend\/teams$/,
      spoil: (body: Body) => ({ ...body, name: 7 }),
    },
  ],
  [
    'addMessageComment',
    'labels',
    {
      method: 'POST',
      path: /conversation_messages\/[^/]+\/comments$/,
      spoil: (body: Body) => ({ ...body, labels: {} }),
    },
  ],
  [
    'deleteContact',
    'code',
    {
      method: 'DELETE',
      path: /backend\/contacts\/[^/]+$/,
      status: 404,
      spoil: (body: Body) => ({ ...body, code: 40000 }),
    },
  ],
]

/** Those that are only asked where something may be written. */
const writing = new Set([
  'createConversation',
  'sendMessage',
  'createTeam',
  'addMessageComment',
  'deleteContact',
])

describe('one wrong field', () => {
  test('is planted in each of the 8 documented operations and in 10 others', () => {
    expect(new Set(defects.map(([operation]) => operation)).size).toBe(18)
  })

  test.each(defects)('of %s is found: %s', { timeout: 60_000 }, async (operation, at, defect) => {
    const { url } = await listening()
    const spoilt = await startWithDefect(url, defect)
    const report = await check(spoilt.url, writing.has(operation))
    expect(spoilt.spoilt()).toBeGreaterThan(0)
    const lines = differencesIn(report).filter((line) => line.startsWith(`${operation}, `))
    expect(
      lines.some((line) => line.includes(`: ${at}: `)),
      lines.join('\n'),
    ).toBe(true)
  })
})

describe('options that cannot be', () => {
  const right = { url: 'http://127.0.0.1:9', token: 'acc_x' }
  test.each<[object, string]>([
    [{ url: 'here' }, 'url: expected an address with http:// or https://, found "here"'],
    [{ url: undefined }, 'url: expected an address with http:// or https://, found undefined'],
    [{ token: 'a b' }, 'token: expected a token without spaces'],
    [{ writes: 'no' }, 'writes: expected true or false, found "no"'],
    [{ rate: 0 }, 'rate: expected calls a second, 0.1 or more, found 0'],
    [{ rate: '5' }, 'rate: expected calls a second'],
    [{ token: undefined }, 'token: expected a token without spaces, found undefined'],
  ])('%j', async (wrong, sentence) => {
    const checking = checkContract({ ...right, ...wrong } as never)
    await expect(checking).rejects.toThrow(StartError)
    await expect(checking).rejects.toThrow(sentence)
  })
})

describe('the command', () => {
  const asAgent = { env: { IMBRACE_MOCK_TOKEN: tokens.user as string } }
  const argvOf = (url: string, ...more: string[]) => [
    'contract',
    '--url',
    url,
    '--rate',
    '9999',
    ...more,
  ]

  test('says first what it does, and ends with 0', { timeout: 60_000 }, async () => {
    await using gateway = await startGateway()
    const { code, stdout, stderr } = await run(argvOf(gateway.url), asAgent)
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^http.*\nreads by \d+ .*\nwrites nothing: --write .*\n$/),
    ])
    expect(stdout).toMatch(/^\d+ checks of \d+ operations the same, 0 different, .*\n$/)
    const writing = await run(argvOf(gateway.url, '--write', '--log', 'json'), asAgent)
    expect(writing.code).toBe(0)
    expect(writing.stderr).toContain('"what":"changes nothing that was there, and removes nothing"')
  })

  test('ends with 1 where something is different, and reports it', {
    timeout: 60_000,
  }, async () => {
    await using gateway = await startGateway()
    const { url } = await startWithDefect(gateway.url, {
      method: 'GET',
      path: /backend\/account$/,
      spoil: (body: object) => ({ ...body, gender: '<|`>', language: 4 }),
    })
    const plain = await run(argvOf(url), asAgent)
    expect(plain.code).toBe(1)
    expect(plain.stdout).toMatch(
      /^different {2}getAccount, answer: GET \/v1\/backend\/account\n {2}language: expected string, found 4$/m,
    )
    const file = join(scratchFolder(), 'report')
    const written = async (format: string) => {
      const { code, stdout, stderr } = await run(
        argvOf(url, '--report', format, '--out', file),
        asAgent,
      )
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toContain('language: expected string, found 4')
      return readFileSync(file, 'utf8')
    }
    const report = JSON.parse(await written('json'))
    expect(differencesIn(report)).toEqual(['getAccount, answer: language: string, 4'])
    expect(report.different).toBe(1)
    const xml = await written('junit')
    expect(xml).toContain(
      '<failure message="language: expected string, found 4">GET /v1/backend/account\n',
    )
    expect(openElementsOf(xml)).toEqual([])
    expect(await written('markdown')).toContain(
      '| getAccount | answer | `GET /v1/backend/account` | `language` | `string` | `4` |',
    )
  })

  test('ends with 2 where it cannot run', { timeout: 60_000 }, async () => {
    await using gateway = await startGateway()
    const nobody = `http://127.0.0.1:${await freePort()}`
    const token = ['--token', tokens.user]
    const cases: [string[], string][] = [
      [['contract'], 'contract wants --url'],
      [['contract', '--url', gateway.url], 'contract wants --token, or IMBRACE_MOCK_TOKEN'],
      [
        argvOf(gateway.url, ...token, '--report', 'xml'),
        '--report: expected junit, json or markdown',
      ],
      [argvOf(gateway.url, ...token, '--out', 'x'), 'only with --report'],
      [
        argvOf(gateway.url, ...token, '--report', 'json', '--out', '/no/such/folder'),
        'cannot be written',
      ],
      [argvOf(gateway.url, '--token', 'acc_nobody'), 'lets this token read no account (401 '],
      [argvOf(gateway.url, '--token', tokens.contact), 'lets this token read no account (401 '],
      [argvOf(`${gateway.url}/_mock`, ...token), 'lets this token read no account (404 '],
      [argvOf(nobody, ...token), 'got no answer: connect ECONNREFUSED'],
      [['start', '--write'], '--write belongs to contract'],
    ]
    for (const [argv, sentence] of cases) {
      const { code, stderr } = await run(argv)
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
    }
  })

  test('goes on where one answer does not come, and stops where none does', {
    timeout: 60_000,
  }, async () => {
    await using gateway = await startGateway()
    let isGone = false
    const server = createServer(async (request, response) => {
      if (isGone || request.url === '/') return void request.socket.destroy()
      const headers = { 'x-access-token': tokens.user }
      const answer = await fetch(gateway.url + request.url, { headers })
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(await answer.text())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const report = await check(url, false)
    expect(differencesIn(report)).toContainEqual(
      expect.stringMatching(
        /^getGateway, answer: answer: one, (other side closed|read ECONNRESET)/,
      ),
    )
    const running = check(url, false)
    isGone = true
    await expect(running).rejects.toThrow('got no answer')
  })
})

test('the commands of docs/contract.md do what they say', { timeout: 60_000 }, async () => {
  await using gateway = await startGateway()
  const text = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8')
  const [, block = ''] = /```sh\n(.*?)```/s.exec(text) ?? []
  const cwd = scratchFolder()
  const lines = block.replaceAll('\\\n', '').replaceAll('http://127.0.0.1:9001', gateway.url).trim()
  for (const line of lines.split('\n')) {
    const [, program, ...argv] = line.split(/\s+/)
    expect(program).toBe('imbrace-gateway-mock')
    const { code, stderr } = await run([...argv, '--rate', '9999'], { cwd })
    expect([code, stderr]).toEqual([0, expect.any(String)])
  }
  expect(readFileSync(join(cwd, 'contract.xml'), 'utf8')).toContain('failures="0"')
})

/** Names of elements that are not closed, or not where they should be. */
function openElementsOf(xml: string): string[] {
  const open: string[] = []
  for (const [, closing, name = '', own] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing === '') {
      if (own === '') open.push(name)
    } else if (open.pop() !== name) return [...open, name]
  }
  return open
}
