/** Reads a form with one file, never more of it than is allowed. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { BusboyConstructor, BusboyInstance } from '@fastify/busboy'
import { invalidRequest, payloadTooLarge } from '../../http/errors.ts'
import { hungUp } from '../../http/hang-up.ts'

export interface UploadedFile {
  bytes: Buffer
  /** As it was sent. */
  filename: string | undefined
  /** Of its part, without parameters. */
  contentType: string
}

/** A form by the names of its parts. */
export interface UploadForm {
  /** Why the form is refused, where it is: to be thrown by whoever answers. */
  file: UploadedFile | Error
  [field: string]: unknown
}

const forms = new WeakSet<object>()

/** Whether a body was read here: JSON can look like it. */
export const isForm = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && forms.has(body)

/** Clients send three parts; of more than so many none is looked at. */
const mostParts = 20
const longestField = 1_000

const refused = (reason: string) => invalidRequest('Invalid request', `body: ${reason}`)

/**
 * Never rejects: Fastify would end the connection then, and a client that is still sending would not
 * hear why.
 *
 * @param most bytes of the file
 */
export const readForm = (
  body: Readable,
  headers: IncomingHttpHeaders,
  most: number,
): Promise<UploadForm> =>
  // Loaded with the first form: a start does not wait for it.
  import('@fastify/busboy')
    .then(({ Busboy }) => readWhole(Busboy, body, headers, most))
    .catch((file: Error): UploadForm => ({ file }))
    .then((form) => {
      forms.add(form)
      return form
    })

/**
 * What is left of a refused body is read and let go.
 *
 * @throws {ApiError} by the promise: 400 for what is no such form, 413 for a file that is too long
 */
function readWhole(
  Busboy: BusboyConstructor,
  body: Readable,
  headers: IncomingHttpHeaders,
  most: number,
): Promise<UploadForm> {
  return new Promise((resolve, reject) => {
    const parser = createParser(Busboy, headers, most)
    const fields = new Map<string, string>()
    const chunks: Buffer[] = []
    let found: { filename: string | undefined; contentType: string } | undefined
    let isOver = false

    function refuse(error: Error): void {
      if (isOver) return
      isOver = true
      chunks.length = 0
      body.unpipe(parser)
      body.resume()
      reject(error)
    }

    parser.on('file', (name, file, filename, _encoding, contentType) => {
      // The parser's own error says the same.
      file.on('error', () => undefined)
      if (name !== 'file') {
        file.resume()
        refuse(refused(`the file is the part named file, not ${name ?? 'one without a name'}`))
        return
      }
      found = { filename, contentType }
      file.on('data', (chunk: Buffer) => {
        if (!isOver) chunks.push(chunk)
      })
      file.on('limit', () => refuse(fileTooLarge(most)))
    })
    parser.on('field', (name, value, _nameTruncated, isCut) => {
      if (name === 'file') refuse(refused('the part file has no filename: send it as a file'))
      else if (isCut) refuse(refused(`the part ${name} is longer than ${longestField} bytes`))
      else fields.set(name, value)
    })
    parser.on('filesLimit', () => refuse(refused('one file at a time, found another')))
    parser.on('partsLimit', () => refuse(refused(`more than ${mostParts} parts`)))
    parser.on('error', (error) => refuse(refused(describe(error))))
    parser.on('finish', () => {
      if (isOver) return
      const bytes = Buffer.concat(chunks)
      if (found === undefined) refuse(refused('no part named file'))
      else if (bytes.length === 0) refuse(refused('the file is empty'))
      else {
        isOver = true
        resolve({ ...Object.fromEntries(fields), file: { bytes, ...found } })
      }
    })
    if (body.destroyed) refuse(hungUp())
    body.on('error', refuse)
    body.on('close', () => {
      if (!body.readableEnded) refuse(hungUp())
    })
    body.pipe(parser)
  })
}

export const fileTooLarge = (most: number) =>
  payloadTooLarge(
    `body: the file is longer than ${most} bytes, the most that maxUploadBytes (--max-upload-bytes) allows`,
  )

function createParser(
  Busboy: BusboyConstructor,
  headers: IncomingHttpHeaders,
  most: number,
): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      limits: {
        // Cut where it is longer, not where it is as long.
        fileSize: most,
        files: 1,
        parts: mostParts,
        fieldSize: longestField,
        headerPairs: 20,
      },
    })
  } catch {
    throw refused('multipart/form-data needs a boundary')
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  return message.startsWith('Unexpected end')
    ? 'the form ends before its last boundary'
    : 'the form cannot be read'
}
