/** `play FILE`, as a process that talks to a gateway on a port. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { freePort } from '../free-port.ts'
import { run, scratchFolder } from '../process/run.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ controlToken: 'hush' })
})
afterAll(() => gateway.close())

const { fresh } = asker(() => gateway)
const token = ['--control-token', 'hush']

function fileOf(scenario: unknown): string {
  const file = join(scratchFolder(), 'scenario.json')
  writeFileSync(file, typeof scenario === 'string' ? scenario : JSON.stringify(scenario))
  return file
}

const greeting = {
  starts_at: '2026-01-31T09:00:00.000Z',
  customers: { ann: { channel_type: 'whatsapp' } },
  steps: [
    { inbound: { customer: 'ann', text: 'Hello' } },
    { after: 'PT1M', outbound: { customer: 'ann', text: 'Good morning' } },
    { conversations: { count: 12 } },
  ],
}

describe('play', () => {
  test('says what was done, a line each', async () => {
    const world = fresh()
    const file = fileOf(greeting)
    const flags = ['--url', `${gateway.url}/`, '--world', world, ...token]
    const { code, stdout, stderr } = await run(['play', file, ...flags])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^1 2026-01-31T09:00:00\.000Z inbound: msg_\S+ in conv_\S+, now rep needed$/,
      ),
      expect.stringMatching(/^2 2026-01-31T09:01:00\.000Z outbound: msg_\S+ in .*, now active$/),
      '3 2026-01-31T09:01:00.000Z conversations: 12 made',
    ])
    expect(gateway.worlds.get(world).clock.state().now).toBe('2026-01-31T09:01:00.000Z')
  })

  test('finds the gateway by its port, and writes JSON for programs', async () => {
    const flags = ['--port', String(gateway.port), '--log', 'json', ...token]
    const { code, stdout } = await run(['play', fileOf(greeting), ...flags])
    expect(code).toBe(0)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { event: 'played', step: 1, did: 'inbound' },
      { step: 2, status: 'active' },
      { conversations: 12 },
    ])
    gateway.reset()
  })

  test.each([
    [
      'a file that is none',
      () => '/nowhere.json',
      2,
      /^imbrace-gateway-mock: \/nowhere\.json cannot be read: ENOENT/,
    ],
    ['no JSON', () => fileOf('{'), 2, /is not JSON: /],
    [
      'no scenario',
      () => fileOf({ steps: [{}] }),
      2,
      /scenario\.json: steps\[0\]: does nothing: \{"after"/,
    ],
    [
      'nobody',
      () => fileOf({ steps: [{ outbound: { contact_id: 'con_x', text: 'A' } }] }),
      2,
      /steps\[0\]\.outbound\.contact_id: no contact/,
    ],
  ])('refuses %s', async (_what, fileIn, code, message) => {
    const flags = ['--url', gateway.url, ...token]
    const ended = await run(['play', fileIn(), ...flags])
    expect(ended).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) })
  })

  test('says that nobody is there, or somebody else, or that it may not', async () => {
    const file = fileOf(greeting)
    const port = await freePort()
    const nobody = await run(['play', file, '--port', String(port)])
    expect(nobody).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/no gateway at http:\/\/\S+ \(connect ECONNREFUSED/),
    })
    const unknown = await run(['play', file, '--port', '0'])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/has to know where/) })
    const untold = await run(['play', file, '--url', gateway.url])
    expect(untold).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no control token: send/),
    })
  })
})
