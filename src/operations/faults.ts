/** Where requests meet faults: when they come, and when they are about to be worked on. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../base/refusal.ts'
import { checkEffect } from '../faults/check-effect.ts'
import { checkFault } from '../faults/check-fault.ts'
import type { Latency } from '../faults/latency.ts'
import type { Facts } from '../faults/match.ts'
import { createNaps, type Naps } from '../faults/naps.ts'
import { parseEffect } from '../faults/parse-effect.ts'
import { createRandom, drawMs } from '../faults/random.ts'
import type { Faults, Hit } from '../faults/rules.ts'
import { type Stage, stageOf } from '../faults/stages.ts'
import type { FaultEffect } from '../faults/types.ts'
import { isOfWire, spoilAnswer } from '../faults/wire.ts'
import { failureOfStatus, invalidRequest, proxyPage, unavailable } from '../http/errors.ts'
import { addNote, giveReason } from '../http/explain.ts'
import { hungUp, watchCaller } from '../http/hang-up.ts'
import { pathsOf } from './answer-elsewhere.ts'
import { holdCounts, holdSearch } from './begin-lag.ts'

export interface FaultOptions {
  /** Of every request of every world. */
  latency: Latency | undefined
}

/** For one request, as `parseEffect` reads it. */
const header = 'x-mock-fault'

/** What timers take: longer than a server lives. */
const longestNap = 2 ** 31 - 1

type Done = (error?: Error) => void

/**
 * To be called behind `enterWorlds` and before anything asks who sends a request. Costs a look at a
 * pointer and a header where there are no faults.
 */
export function raiseFaults(scope: FastifyInstance, { latency }: FaultOptions): void {
  const naps = createNaps()
  const random = createRandom('latency')
  scope.addHook('preClose', async () => naps.end())

  const meetAt =
    (stage: Stage) =>
    (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
      const { world, headers } = request
      // An address that nobody has can fail, but there is nothing to be done at it.
      const faults = world?.faults ?? (stage === 'arrival' ? faultsElsewhere(request) : undefined)
      if (faults === undefined || (!faults.isArmed && headers[header] === undefined)) {
        done()
        return
      }
      try {
        const hit = oneShot(request, faults, stage) ?? faults.meet(stage, factsOf(request))
        if (hit === undefined) done()
        else happen(hit, request, reply, naps, done)
      } catch (error) {
        done(error as Error)
      }
    }

  const arrive = meetAt('arrival')
  if (latency === undefined) scope.addHook('onRequest', arrive)
  else {
    scope.addHook('onRequest', (request, reply, done) => {
      naps.sleep(drawMs(latency, random), () => arrive(request, reply, done))
    })
  }
  scope.addHook('preHandler', meetAt('work'))
}

const faultsElsewhere = ({ server, world_name, is404 }: FastifyRequest) =>
  is404 ? server.worlds.faultsFor(world_name) : undefined

/** @throws {ApiError} 400 for a header that names no effect */
function oneShot(
  { headers, routeOptions }: FastifyRequest,
  faults: Faults,
  stage: Stage,
): Hit | undefined {
  const text = headers[header]
  if (text === undefined) return undefined
  try {
    const effect = parseEffect(String(text))
    checkFault({ effect })
    checkEffect(effect, faults.canLag)
    if (stageOf(effect) !== stage) return undefined
    return { effect, rule: header, random: createRandom(header) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { invalidRequest: documented = 'Invalid request' } = routeOptions.config
    throw invalidRequest(documented, `${header}: ${error.message}`)
  }
}

function factsOf(request: FastifyRequest): Facts {
  const { method, headers, routeOptions, caller, body } = request
  const { operationId } = (routeOptions.schema ?? {}) as { operationId?: string }
  const { kind } = (caller ?? {}) as { kind?: string }
  return {
    operation: operationId,
    method,
    paths: pathsOf(request),
    headers,
    caller: kind,
    body,
  }
}

function happen(
  { effect, rule, random }: Hit,
  request: FastifyRequest,
  reply: FastifyReply,
  naps: Naps,
  done: Done,
): void {
  const { world } = request
  request.fault = `${effect.kind} (${rule})`
  const reason = `fault: ${request.fault}`
  if (effect.kind === 'status') {
    answerStatus(effect, request, reply, reason, done)
    return
  }
  if (effect.kind === 'reset' || effect.kind === 'hang') {
    leave(request, reply)
    if (effect.kind === 'reset') reset(reply)
    else hang(request, reply, naps)
    return
  }
  addNote(request, reply, reason)
  const ms = 'ms' in effect ? drawMs(effect.ms ?? 0, random) : 0
  if (effect.kind === 'delay') {
    const caller = watchCaller(request, reply)
    naps.sleep(ms, () => done(caller.aborted ? hungUp() : undefined))
    return
  }
  if (effect.kind === 'slow-commit') {
    naps.sleep(ms, () => done())
    return
  }
  if (effect.kind === 'stale-counts') holdCounts(world, effect.requests)
  else if (effect.kind === 'search-lag') holdSearch(world, effect)
  else if (isOfWire(effect.kind)) {
    const failure = JSON.stringify(unavailable(reason).body)
    logWhenCut(request, reply)
    spoilAnswer(reply.raw, effect.kind, { ms, failure, sleep: naps.sleep })
  }
  done()
}

function answerStatus(
  { status, retry_after }: Extract<FaultEffect, { kind: 'status' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  reason: string,
  done: Done,
): void {
  const wait = retry_after ?? (status === 429 ? 1 : undefined)
  if (wait !== undefined) reply.header('retry-after', wait)
  if (status === 502 || status === 503 || status === 504) {
    giveReason(request, reply, reason)
    reply.code(status).type('text/html').send(proxyPage(status))
    return
  }
  const { invalidRequest: documented = 'Invalid request' } = request.routeOptions.config
  done(failureOfStatus(status, documented, reason))
}

/** From here on nobody else answers. */
function leave(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  logWhenCut(request, reply)
}

/** What ends without an answer has its line of the log all the same. */
function logWhenCut(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) request.server.logAnswer(request, reply)
  })
}

function reset({ raw }: FastifyReply): void {
  raw.socket?.resetAndDestroy?.()
  raw.destroy()
}

/** It ends with the client, or with the server. */
function hang(request: FastifyRequest, reply: FastifyReply, naps: Naps): void {
  const end = () => void reply.raw.destroy()
  reply.raw.once('close', naps.sleep(longestNap, end))
  watchCaller(request, reply).addEventListener('abort', end)
}
