import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { ControlError } from './failures.ts'
import { controlFailures, Named, Snapshot, SnapshotList, World } from './schemas.ts'

const tags = ['mock']

const listed = 'the name of a snapshot that GET /_mock/snapshots lists'

/** The largest file that is taken. */
const largestFile = 256 * 2 ** 20

const sqlite = 'application/vnd.sqlite3'

/** Looked at by the handler: no schema says what a SQLite file is. */
const File = Type.Unsafe<unknown>({ description: 'Without one the world is kept', default: null })

/** Snapshots: the rows and search indexes of a world under a name, to come back to. */
export const snapshotRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  for (const type of [sqlite, 'application/octet-stream']) {
    scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body)
    })
  }

  scope.get(
    '/_mock/snapshots',
    {
      config: { needsNoWorld: true },
      schema: {
        operationId: 'listSnapshots',
        summary: 'List the snapshots',
        tags,
        response: { 200: SnapshotList, ...controlFailures },
      },
    },
    async ({ server }) => ({ snapshots: server.worlds.snapshots() }),
  )

  const expected = `no body, to keep the request’s world, or a SQLite file as Content-Type: ${sqlite} that GET /_mock/snapshots/NAME gave, of 256 MiB at most`
  scope.put(
    '/_mock/snapshots/:name',
    {
      bodyLimit: largestFile,
      config: { expected },
      schema: {
        operationId: 'saveSnapshot',
        summary: 'Keep the request’s world, or a file that was downloaded, as a snapshot',
        tags,
        params: Named,
        consumes: [sqlite],
        body: File,
        response: { 200: Snapshot, ...controlFailures, 413: controlFailures[400] },
      },
    },
    async ({ server, world_name, params, body }) => {
      if (Buffer.isBuffer(body)) return server.worlds.importSnapshot(params.name, body)
      if (body === undefined || body === null) return server.worlds.save(world_name, params.name)
      throw new ControlError(400, 'body: neither none nor a SQLite file', expected)
    },
  )

  scope.post(
    '/_mock/snapshots/:name/restore',
    {
      config: { expected: listed },
      schema: {
        operationId: 'restoreSnapshot',
        summary: 'Give the request’s world the rows of a snapshot',
        tags,
        params: Named,
        response: { 200: World, ...controlFailures },
      },
    },
    async ({ server, world_name, params }) => {
      server.worlds.restore(world_name, params.name)
      return server.worlds.describe(world_name)
    },
  )

  scope.get(
    '/_mock/snapshots/:name',
    {
      config: { needsNoWorld: true, expected: listed },
      schema: {
        operationId: 'downloadSnapshot',
        summary: 'Download a snapshot as a plain SQLite file',
        tags,
        params: Named,
        produces: [sqlite],
        response: {
          200: { content: { [sqlite]: { schema: Type.String({ format: 'binary' }) } } },
          ...controlFailures,
        },
      },
    },
    async ({ server, params }, reply) => {
      const file = server.worlds.exportSnapshot(params.name)
      return reply
        .type(sqlite)
        .header('content-disposition', `attachment; filename="${params.name}.sqlite"`)
        .send(file as never)
    },
  )

  scope.delete(
    '/_mock/snapshots/:name',
    {
      config: { needsNoWorld: true, expected: listed },
      schema: {
        operationId: 'removeSnapshot',
        summary: 'Remove a snapshot',
        tags,
        params: Named,
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, params }, reply) => {
      server.worlds.removeSnapshot(params.name)
      return reply.code(204).send(null)
    },
  )
}
