import type { IncomingMessage } from 'node:http'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { invalidRequest, notFound, payloadTooLarge } from '../../http/errors.ts'
import { agentsAndContacts } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { createGate } from '../search/gate.ts'
import { contentTypeOf, extensionOf, isShown, sentType } from './file-names.ts'
import { findAddress } from './find-address.ts'
import { fileTooLarge, isForm, readForm } from './form.ts'
import { rangeOf } from './range.ts'
import { GetUploadedFile, UploadMessageFile } from './schemas.ts'

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

/** Files for messages: uploaded by callers, opened by anybody who knows the address. */
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

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/conversation_messages/_fileupload',
      callers: agentsAndContacts,
      schema: UploadMessageFile,
      // A form is checked while it is read.
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const { world, caller } = request
      const { body } = request
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

  declareOperation(
    app,
    { method: 'GET', url: `${path}/:name`, callers: 'anybody', schema: GetUploadedFile },
    async ({ world, params, headers }, reply) => {
      const file = world.uploads.find(params.name)
      if (file === undefined) throw notFound('File not found', `no uploaded file ${params.name}`)
      const { content_type, bytes, created_at } = file
      const etag = `"${bytes.length.toString(36)}-${Date.parse(created_at).toString(36)}"`
      reply
        .type(sentType(content_type))
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', isShown(content_type) ? 'inline' : 'attachment')
        // A world that was reset with a seed gives the same name to another file.
        .header('cache-control', 'no-cache')
        .header('etag', etag)
        .header('accept-ranges', 'bytes')
        .header('cross-origin-resource-policy', 'cross-origin')
      if (!isShown(content_type)) {
        // Whatever is in it, it is no page of this origin. Browsers show no PDF with it.
        reply.header('content-security-policy', "default-src 'none'; sandbox")
      }
      const range = headers['if-range'] === undefined && rangeOf(headers.range, bytes.length)
      if (!range) return reply.send(bytes)
      const { start, end } = range
      reply.header('content-range', `bytes ${start}-${end - 1}/${bytes.length}`)
      return reply.code(206).send(bytes.subarray(start, end))
    },
  )
}
