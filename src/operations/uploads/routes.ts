import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { invalidRequest, notFound, payloadTooLarge } from '../../http/errors.ts'
import { agents, agentsAndContacts } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { createGate } from '../search/gate.ts'
import { isContinued, isKnown } from './conditions.ts'
import { contentTypeOf, extensionOf, isShown, sentType } from './file-names.ts'
import { findAddress } from './find-address.ts'
import { fileTooLarge, isForm, readForm } from './form.ts'
import { rangeOf } from './range.ts'
import {
  GetUploadedFile,
  UploadAccountFile,
  UploadContactFile,
  UploadMessageFile,
  UploadTeamFile,
  UploadUserFile,
} from './schemas.ts'

export interface UploadLimits {
  /** Bytes of one file. */
  file: number
  /** Bytes of all files of a world. */
  all: number
}

/** How many forms are received at a time; the others wait unread. */
const AT_ONCE = 4

/** When none of those is done for so long, in ms, one more is received: they may be sent slowly. */
const PATIENCE_MS = 10_000

/** What may stand around the file. */
const formRoom = 64 * 1024

const path = '/v1/backend/files/chat'

/** What files are for. They are kept alike (guessed), and who wants to show one says its address. */
const uploading = [
  ['conversation_messages', agentsAndContacts, UploadMessageFile],
  ['account', agents, UploadAccountFile],
  ['teams', agents, UploadTeamFile],
  ['users', agents, UploadUserFile],
  ['contacts', agents, UploadContactFile],
] as const

/** Files for messages and pictures: uploaded by callers, opened by anybody who knows the address. */
export const uploadRoutes: FastifyPluginAsync<UploadLimits> = async (app, limits) => {
  const gate = createGate(AT_ONCE, PATIENCE_MS)
  app.addHook('preParsing', async (request, reply) => {
    const { 'content-length': length, 'content-type': type = '' } = request.headers
    if (request.method !== 'POST' || !/^multipart\/form-data/i.test(type)) return
    if (Number(length) > limits.file + formRoom) throw fileTooLarge(limits.file)
    // A small form needs no place. One of unsaid length may become a large one.
    if (length === undefined || Number(length) > formRoom) await gate.enter(reply.raw)
  })
  app.addContentTypeParser(
    'multipart/form-data',
    async ({ headers }: FastifyRequest, payload: IncomingMessage) =>
      readForm(payload, headers, limits.file),
  )

  for (const [noun, callers, schema] of uploading) {
    declareOperation(
      app,
      {
        method: 'POST',
        url: `/v1/backend/${noun}/_fileupload`,
        callers,
        schema,
        // A form is checked while it is read.
        validatorCompiler: () => () => true,
      },
      async (request) => {
        const { world, caller, body } = request
        // JSON is read by its own parser, whatever it is.
        if (!isForm(body)) {
          throw invalidRequest('Invalid request', 'body: send a form, as multipart/form-data')
        }
        const { file, destination } = body
        if (file instanceof Error) throw file
        const contentType = contentTypeOf(file.contentType, destination)
        const extension = extensionOf(file.filename, contentType)
        const { organization_id } = caller
        const name = world.uploads.add(
          organization_id,
          extension,
          contentType,
          file.bytes,
          limits.all,
        )
        if (name === undefined) {
          throw payloadTooLarge(
            `body: no room for ${file.bytes.length} bytes: maxUploadsBytes (--max-uploads-bytes) allows ${limits.all} for all files of a world`,
          )
        }
        return { url: findAddress(request, `${path}/${name}`) }
      },
    )
  }

  declareOperation(
    app,
    { method: 'GET', url: `${path}/:name`, callers: 'anybody', schema: GetUploadedFile },
    async ({ world, params, headers }, reply) => {
      const file = world.uploads.find(params.name)
      if (file === undefined) throw notFound('File not found', `no uploaded file ${params.name}`)
      const { content_type, bytes, created_at } = file
      // By what is in it: a world that was reset with a seed gives the same name to another file.
      const etag = `"${hash('sha1', bytes, 'base64url')}"`
      const modified = created_at === '' ? undefined : new Date(created_at)
      if (modified !== undefined) reply.header('last-modified', modified.toUTCString())
      reply
        .type(sentType(content_type))
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', isShown(content_type) ? 'inline' : 'attachment')
        .header('cache-control', 'no-cache')
        .header('etag', etag)
        .header('accept-ranges', 'bytes')
        .header('cross-origin-resource-policy', 'cross-origin')
      if (!isShown(content_type)) {
        // Whatever is in it, it is no page of this origin. Browsers show no PDF with it.
        reply.header('content-security-policy', "default-src 'none'; sandbox")
      }
      if (isKnown(headers, { etag, modified })) return reply.code(304).send(undefined)
      const range = isContinued(headers, { etag }) && rangeOf(headers.range, bytes.length)
      if (!range) return reply.send(bytes)
      const { start, end } = range
      reply.header('content-range', `bytes ${start}-${end - 1}/${bytes.length}`)
      return reply.code(206).send(bytes.subarray(start, end))
    },
  )
}
