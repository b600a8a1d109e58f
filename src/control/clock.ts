import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ClockState, WorldClock } from '../base/clock.ts'
import type { World } from '../worlds/world.ts'
import { ControlError } from './failures.ts'
import { Advance, Clock, ClockChange, controlFailures } from './schemas.ts'

const tags = ['mock']

const expectedTime =
  'a date and time with its offset or Z, of the years 0 to 9999, such as 2022-04-07T04:11:28.148Z'

/** @throws {ControlError} for a change that leads out of the years that can be written */
function changed(clock: WorldClock, change: () => void, expected: string): ClockState {
  try {
    change()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, `body.${error.message}`, expected)
    throw error
  }
  return clock.state()
}

/** The clock of the request's world: what tokens' expiry, names and timestamps follow. */
export const clockRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  scope.get(
    '/_mock/clock',
    {
      schema: {
        operationId: 'getClock',
        summary: 'Say what time it is',
        tags,
        response: { 200: Clock, ...controlFailures },
      },
    },
    async ({ server, world_name }) => server.worlds.clockOf(world_name).state(),
  )

  scope.put(
    '/_mock/clock',
    {
      config: {
        expected:
          '{"now": "2022-04-07T04:11:28.148Z", "frozen": true, "scale": 1}, at least one of them',
      },
      schema: {
        operationId: 'setClock',
        summary: 'Set, freeze or scale the time',
        tags,
        body: { ...ClockChange, minProperties: 1 },
        response: { 200: Clock, ...controlFailures },
      },
    },
    async ({ server, world, world_name, body }) => {
      const clock = server.worlds.clockOf(world_name)
      const state = changed(clock, () => clock.set(body), expectedTime)
      await settled(world)
      return state
    },
  )

  const expected =
    '{"ms": 60000}, whole milliseconds, or {"by": "PT1M"}, an ISO duration of weeks, days, hours, minutes and seconds, that lead to a time of the years 0 to 9999'
  scope.post(
    '/_mock/clock/advance',
    {
      config: { expected },
      schema: {
        operationId: 'advanceClock',
        summary: 'Move the time on',
        tags,
        body: { ...Advance, minProperties: 1, maxProperties: 1 },
        response: { 200: Clock, ...controlFailures },
      },
    },
    async ({ server, world, world_name, body }) => {
      const clock = server.worlds.clockOf(world_name)
      const state = changed(clock, () => clock.advance(body.ms ?? body.by ?? ''), expected)
      await settled(world)
      return state
    },
  )
}

/** What has become due by the new time is moved, and told, before the call is answered. */
function settled(world: World): Promise<void> {
  return new Promise((resolve) => world.settle(resolve))
}
