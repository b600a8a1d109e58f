/** Uploading files and opening them, over a real port. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Gateway, startGateway } from '../../../src/index.ts'
import { build, tokens } from '../../helpers.ts'
import { rawClient } from '../../http/raw-client.ts'

const address = '/v1/backend/conversation_messages/_fileupload'
const png = Buffer.from('89504e470d0a1a0a00ff0d0a2d2d', 'hex')
const auth = { 'x-access-token': tokens.contact }

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ maxUploadBytes: 1_000_000 })
})
afterAll(() => gateway.close())

interface Part {
  name?: string
  bytes?: Buffer | string
  type?: string
  filename?: string
}

function formOf(...parts: Part[]): FormData {
  const form = new FormData()
  for (const { name = 'file', bytes = png, type = 'image/png', filename = 'a.png' } of parts) {
    form.append(name, new Blob([bytes], { type }), filename)
  }
  return form
}

async function upload(form: FormData, headers: Record<string, string> = auth, path = address) {
  const answer = await fetch(gateway.url + path, { method: 'POST', headers, body: form })
  const body = (await answer.json()) as { url: string; code?: number }
  return { status: answer.status, body, reason: answer.headers.get('x-mock-reason') ?? '' }
}

/** Sends a form as it stands. */
async function send(app: ReturnType<typeof build>, payload: string | Buffer, type = formType) {
  const headers = { ...auth, 'content-type': type }
  const answer = await app.inject({ method: 'POST', url: address, headers, payload })
  return {
    status: answer.statusCode,
    body: answer.json(),
    reason: String(answer.headers['x-mock-reason']),
  }
}
const formType = 'multipart/form-data; boundary=part'
const filePart = (bytes: string, head = 'name="file"; filename="a.txt"') =>
  `--part\r\ncontent-disposition: form-data; ${head}\r\ncontent-type: text/plain\r\n\r\n${bytes}\r\n`

const countOf = (app: ReturnType<typeof build>) =>
  app.world.database.prepare('SELECT count(*) FROM uploads').pluck().get()

describe('a file that was uploaded', () => {
  test('is opened at its address, without a credential', async () => {
    const { status, body } = await upload(formOf({}))
    expect(status).toBe(200)
    expect(body.url).toMatch(
      new RegExp(`^${gateway.url}/v1/backend/files/chat/[0-9a-f-]{36}\\.png$`),
    )
    const file = await fetch(body.url)
    expect(file.status).toBe(200)
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
      'cache-control': 'no-cache',
    })
    expect(Buffer.from(await file.arrayBuffer())).toEqual(png)

    const head = await fetch(body.url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, `${png.length}`])
    const part = await fetch(body.url, { headers: { range: 'bytes=1-3' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 1-3/${png.length}`,
      'PNG',
    ])
  })

  test.each([
    ['text/html', 'x.html', '<script>alert(1)</script>'],
    ['image/svg+xml', 'x.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['application/xml', 'x.xml', '<x/>'],
  ])('%s is never a page', async (type, filename, bytes) => {
    const { body } = await upload(formOf({ type, filename, bytes }))
    const file = await fetch(body.url)
    expect(file.headers.get('content-disposition')).toBe('attachment')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await file.text()).toBe(bytes)
  })

  test.each([['../../x'], ['x'.repeat(5_000)], ['價目表'], ['%2e%2e%2fx'], ['"; x="y']])(
    'called %j has a name of ours',
    async (filename) => {
      const { status, body } = await upload(formOf({ filename, type: 'application/zip' }))
      expect(status).toBe(200)
      expect(new URL(body.url).pathname).toMatch(/^\/v1\/backend\/files\/chat\/[0-9a-f-]{36}$/)
      expect((await fetch(body.url)).status).toBe(200)
    },
  )

  test('of a world is opened there, however the world was named', async () => {
    const byAddress = await upload(formOf({}), auth, `/_world/a${address}`)
    expect(byAddress.body.url).toContain(`${gateway.url}/_world/a/v1/`)
    expect((await fetch(byAddress.body.url)).status).toBe(200)
    expect((await fetch(byAddress.body.url.replace('/_world/a', ''))).status).toBe(404)
    const byHeader = await upload(formOf({}), { ...auth, 'x-mock-world': 'a' })
    expect((await fetch(byHeader.body.url)).status).toBe(200)
  })

  test.each([
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.test' }, 'https://chat.test/'],
    [{ 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'a.test, b' }, 'https://a.test/'],
    [{ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a/b"c' }, 'http://127.0.0.1:'],
  ])('has the origin that the client addressed: %j', async (headers, origin) => {
    const { body } = await upload(formOf({}), { ...auth, ...headers })
    expect(body.url.startsWith(origin)).toBe(true)
  })
})

describe('a client that has a file already', () => {
  const at = new Date('2026-01-01T10:00:00.500Z')
  async function withFile(bytes = 'hello') {
    const app = build({ clock: () => at, newId: (kind) => `${kind}_same` })
    const sent = await send(app, `${filePart(bytes)}--part--\r\n`)
    const { pathname } = new URL(sent.body.url)
    const get = (headers: Record<string, string> = {}) => app.inject({ url: pathname, headers })
    return { get, first: await get() }
  }

  test.each<[string, (etag: string, modified: string) => Record<string, string>, number]>([
    ['its tag', (etag) => ({ 'if-none-match': etag }), 304],
    ['a weak one', (etag) => ({ 'if-none-match': `"x", W/${etag}` }), 304],
    ['any', () => ({ 'if-none-match': '*' }), 304],
    ['another', () => ({ 'if-none-match': '"x"' }), 200],
    [
      'another, but its time',
      (_, time) => ({ 'if-none-match': '"x"', 'if-modified-since': time }),
      200,
    ],
    ['its time', (_, time) => ({ 'if-modified-since': time }), 304],
    ['an older time', () => ({ 'if-modified-since': 'Thu, 01 Jan 2026 09:59:59 GMT' }), 200],
    ['no time', () => ({ 'if-modified-since': 'yesterday' }), 200],
    ['its tag and a range', (etag) => ({ 'if-none-match': etag, range: 'bytes=0-1' }), 304],
    ['a part of it', (etag) => ({ 'if-range': etag, range: 'bytes=0-1' }), 206],
    ['a part of another', () => ({ 'if-range': '"x"', range: 'bytes=0-1' }), 200],
  ])('by %s', async (_, headersOf, status) => {
    const { get, first } = await withFile()
    const { etag, 'last-modified': modified } = first.headers
    expect(modified).toBe('Thu, 01 Jan 2026 10:00:00 GMT')
    const answer = await get(headersOf(String(etag), String(modified)))
    expect([answer.statusCode, answer.body]).toEqual([
      status,
      status === 304 ? '' : status === 206 ? 'he' : 'hello',
    ])
    expect(answer.headers.etag).toBe(etag)
  })

  test('is told of another file with the same name, length and time', async () => {
    const { first } = await withFile('hello')
    const { get } = await withFile('other')
    const answer = await get({ 'if-none-match': String(first.headers.etag) })
    expect([answer.statusCode, answer.body]).toEqual([200, 'other'])
  })

  test('over a connection, which goes on', async () => {
    const { body } = await upload(formOf({}))
    const { headers } = await fetch(body.url)
    const known = await fetch(body.url, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect([known.status, await known.text()]).toEqual([304, ''])
    expect(known.headers.get('content-length')).toBeNull()
    expect((await fetch(body.url)).status).toBe(200)
  })
})

describe('files of other nouns', () => {
  const agent = { 'x-access-token': tokens.user }
  const nouns = ['account', 'teams', 'users', 'contacts']

  test.each(
    nouns.flatMap((noun) =>
      ['/v1/backend', '/platform/v1', '/files/v1'].map((at) => `${at}/${noun}`),
    ),
  )('%s: are kept and opened as those of messages', async (at) => {
    const { status, body } = await upload(formOf({}), agent, `${at}/_fileupload`)
    expect(status).toBe(200)
    const file = await fetch(body.url)
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(Buffer.from(await file.arrayBuffer())).toEqual(png)
  })

  test.each(nouns)('%s: have the same limits, and no contact sends one', async (noun) => {
    const path = `/v1/backend/${noun}/_fileupload`
    const large = await upload(formOf({ bytes: Buffer.alloc(1_000_001) }), agent, path)
    expect([large.status, large.reason]).toEqual([413, expect.stringContaining('maxUploadBytes')])
    expect((await upload(formOf({}), auth, path)).status).toBe(401)
    expect((await upload(formOf({}, {}), agent, path)).status).toBe(400)
    const named = await upload(formOf({ filename: '../../x.html', type: 'text/html' }), agent, path)
    expect(new URL(named.body.url).pathname).toMatch(/^\/v1\/backend\/files\/chat\/[\w-]+\.html$/)
    expect((await fetch(named.body.url)).headers.get('content-disposition')).toBe('attachment')
  })

  test('share the room of a world', async () => {
    const small = await startGateway({ maxUploadsBytes: 8_192 })
    try {
      const statuses = []
      for (const noun of nouns) {
        const url = `${small.url}/v1/backend/${noun}/_fileupload`
        statuses.push(
          (await fetch(url, { method: 'POST', headers: agent, body: formOf({}) })).status,
        )
      }
      expect(statuses).toEqual([200, 200, 413, 413])
    } finally {
      await small.close()
    }
  })
})

describe('refused, with nothing kept:', () => {
  const end = '--part--\r\n'
  test.each([
    ['no part', end, 'no part named file'],
    ['nothing', '', 'last boundary'],
    ['no form', 'hello', 'ends before its last boundary'],
    ['no file', `--part\r\ncontent-disposition: form-data; name="x"\r\n\r\ny\r\n${end}`, 'no part'],
    ['another name', filePart('x', 'name="attachment"; filename="a"') + end, 'named file'],
    ['no filename', filePart('x', 'name="file"') + end, 'no filename'],
    ['an empty file', filePart('') + end, 'empty'],
    ['two files', filePart('x') + filePart('y') + end, 'one file'],
    ['half a form', filePart('x'), 'last boundary'],
    ['another boundary', (filePart('x') + end).replaceAll('part', 'other'), 'last boundary'],
    ['10,000 parts', filePart('x', 'name="x"').repeat(10_000) + end, 'parts'],
    ['a long field', filePart('x'.repeat(1_001), 'name="x"') + filePart('y') + end, 'longer'],
  ])('%s', async (_name, form, reason) => {
    const app = build()
    const { status, body, reason: said } = await send(app, form)
    expect([status, body]).toEqual([400, { code: 40000, message: 'Invalid request' }])
    expect(said).toContain(reason)
    expect(countOf(app)).toBe(0)
  })

  test('a form without a boundary, and what is no form', async () => {
    const app = build()
    expect((await send(app, filePart('x') + end, 'multipart/form-data')).status).toBe(400)
    expect((await send(app, '{"file":"x"}', 'application/json')).reason).toContain('multipart')
    expect((await send(app, 'x', 'image/png')).status).toBe(400)
    expect(countOf(app)).toBe(0)
  })

  test('a form that is cut anywhere', async () => {
    const app = build()
    const form = filePart('hello') + filePart('z', 'name="destination"') + end
    // Behind the two dashes of the last boundary nothing more is needed.
    for (let length = 0; length < form.length - 2; length += 1) {
      const { status } = await send(app, form.slice(0, length))
      expect([length, status]).toEqual([length, 400])
    }
    expect(countOf(app)).toBe(0)
    expect((await send(app, form)).status).toBe(200)
  })

  test('a file that is longer than allowed, by a byte', async () => {
    expect((await upload(formOf({ bytes: Buffer.alloc(1_000_000) }))).status).toBe(200)
    const { status, reason } = await upload(formOf({ bytes: Buffer.alloc(1_000_001) }))
    expect([status, reason]).toEqual([413, expect.stringContaining('maxUploadBytes')])
  })

  test('a caller who is nobody', async () => {
    expect((await upload(formOf({}), {})).status).toBe(401)
  })
})

test('a field that nothing reads is named', async () => {
  const form = `${filePart('x')}${filePart('y', 'name="destinatoin"')}--part--\r\n`
  const headers = { ...auth, 'content-type': formType }
  const answer = await build().inject({ method: 'POST', url: address, headers, payload: form })
  expect(answer.headers['x-mock-note']).toBe('destinatoin is not read: did you mean destination?')
  const plain = `${filePart('x')}--part--\r\n`
  const other = await build().inject({ method: 'POST', url: address, headers, payload: plain })
  expect(other.headers['x-mock-note']).toBeUndefined()
})

describe('a connection', () => {
  const head = (...headers: string[]) =>
    [
      `POST ${address} HTTP/1.1`,
      'host: x',
      `x-access-token: ${tokens.contact}`,
      `content-type: ${formType}`,
      ...headers,
      '',
      '',
    ].join('\r\n')

  test('that sends 100 MB is told so before they are all there, and goes on', async () => {
    const client = await rawClient(Number(new URL(gateway.url).port), 20_000)
    const begin = filePart('').slice(0, -2)
    const { length } = begin
    client.socket.write(head(`content-length: ${100_000_000 + length}`) + begin)
    await expect.poll(client.statuses).toEqual([413])
    const piece = Buffer.alloc(1_000_000)
    for (let n = 0; n < 100; n += 1) {
      if (!client.socket.write(piece)) {
        await new Promise((resolve) => client.socket.once('drain', resolve))
      }
    }
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await expect.poll(client.statuses, { timeout: 10_000 }).toEqual([413, 200])
  })

  test('that sends too much in chunks is refused when it is too much', async () => {
    const client = await rawClient(Number(new URL(gateway.url).port), 20_000)
    const chunk = (bytes: string) => `${bytes.length.toString(16)}\r\n${bytes}\r\n`
    client.socket.write(head('transfer-encoding: chunked') + chunk(filePart('').slice(0, -2)))
    client.socket.write(chunk('x'.repeat(1_100_000)))
    await expect.poll(client.statuses).toEqual([413])
    client.socket.write('0\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await expect.poll(client.statuses).toEqual([413, 200])
  })

  test('that is cut in the middle leaves nothing behind', async () => {
    for (let n = 0; n < 10; n += 1) {
      const client = await rawClient(Number(new URL(gateway.url).port))
      client.socket.write(`${head('content-length: 900000')}${filePart('x'.repeat(1_000 * n))}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      client.socket.destroy()
    }
    // All places are free again.
    for (let n = 0; n < 5; n += 1) {
      expect((await upload(formOf({ bytes: Buffer.alloc(200_000) }))).status).toBe(200)
    }
  })
})

test('a file of a snapshot comes back with it', async () => {
  const app = build()
  const sent = await send(app, `${filePart('kept')}--part--\r\n`)
  const { pathname } = new URL(sent.body.url)
  app.worlds.save('default', 'before')
  app.worlds.reset('default')
  expect((await app.inject(pathname)).statusCode).toBe(404)
  app.worlds.restore('default', 'before')
  const file = await app.inject(pathname)
  expect([file.statusCode, file.body]).toEqual([200, 'kept'])
})

test('a file of a world that rested is there when it is asked again', async () => {
  const app = build({ maxLiveWorlds: 1 })
  const headers = { ...auth, 'content-type': formType }
  const payload = `${filePart('kept')}--part--\r\n`
  const url = `/_world/a${address}`
  const sent = await app.inject({ method: 'POST', url, headers, payload })
  for (const name of ['b', 'c', 'd']) await app.inject(`/_world/${name}/`)
  await vi.waitFor(() =>
    expect(app.worlds.list().find(({ name }) => name === 'a')?.state).toBe('parked'),
  )
  const file = await app.inject(new URL(sent.json().url).pathname)
  expect([file.statusCode, file.body]).toEqual([200, 'kept'])
})
