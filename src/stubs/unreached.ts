/** Stubs that no request will reach. They are kept: a folder of them may be for several versions of a gateway. */
import type { FastifyInstance } from 'fastify'
import type { NewStub } from './types.ts'

/** @returns who answers its address instead; undefined where the stub does */
export function whyUnreached(
  { operationAt }: Pick<FastifyInstance, 'operationAt'>,
  { method, path, override }: NewStub,
): string | undefined {
  const operation = override ? undefined : operationAt(method, path)
  if (operation === undefined) return undefined
  return `${operation} answers this address: the stub does with "override": true`
}
