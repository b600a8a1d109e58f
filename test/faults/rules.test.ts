/** Which requests a rule hits. Pure. */
import { describe, expect, test } from 'vitest'
import { createTurns } from '../../src/faults/frequency.ts'
import { parseLatency } from '../../src/faults/latency.ts'
import { createMatcher } from '../../src/faults/match.ts'
import { parseEffect } from '../../src/faults/parse-effect.ts'
import { createRandom, drawMs } from '../../src/faults/random.ts'
import { stageOf } from '../../src/faults/stages.ts'

describe('of ten requests that fit are hit', () => {
  test.each([
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [{ times: 2 }, [1, 2]],
    [{ after: 3 }, [4, 5, 6, 7, 8, 9, 10]],
    [{ every: 3 }, [3, 6, 9]],
    [{ after: 2, every: 2, times: 3 }, [4, 6, 8]],
    [{ after: 9, times: 5 }, [10]],
    [{ probability: 0 }, []],
    [{ probability: 1, times: 1 }, [1]],
  ])('%o: %o', (frequency, expected) => {
    const turns = createTurns(frequency, 'any')
    const hit = Array.from({ length: 10 }, (_, n) => n + 1).filter(() => turns.take())
    expect(hit).toEqual(expected)
    expect([turns.seen(), turns.hits()]).toEqual([10, expected.length])
  })
})

describe('chance', () => {
  const sequence = (seed: string) => {
    const turns = createTurns({ probability: 0.3 }, seed)
    return Array.from({ length: 1_000 }, () => turns.take())
  }

  test('is the same for the same seed, and another for another one', () => {
    expect(sequence('a')).toEqual(sequence('a'))
    expect(sequence('a')).not.toEqual(sequence('b'))
  })

  test('hits about as many as it says', () => {
    const hits = sequence('a').filter(Boolean).length
    expect(hits).toBeGreaterThan(240)
    expect(hits).toBeLessThan(360)
  })

  test('draws both ends of a time', () => {
    const random = createRandom('any')
    const drawn = new Set(Array.from({ length: 200 }, () => drawMs([5, 8], random)))
    expect([...drawn].sort()).toEqual([5, 6, 7, 8])
    expect(drawMs(7, random)).toBe(7)
  })
})

describe('a request', () => {
  const facts = {
    operation: 'sendMessage',
    method: 'POST',
    paths: ['/channel-service/v1/conversation_messages', '/v1/backend/conversation_messages'],
    headers: { 'x-access-token': 'acc_1' },
    caller: 'user',
    body: { type: 'text', text: 'hello', list: [{ n: 1 }], none: null },
  }

  test.each([
    [{}, true],
    [{ operation: 'sendMessage' }, true],
    [{ operation: 'listMessages' }, false],
    [{ method: 'POST' }, true],
    [{ method: 'GET' }, false],
    [{ path: '/v1/backend/conversation_messages' }, true],
    [{ path: '/channel-service/v1/conversation_messages' }, true],
    [{ path: '/v1/backend/conversation' }, false],
    [{ path: '/v1/backend/conversation*' }, true],
    [{ path: '*messages' }, true],
    [{ path: '/v1/backend/conversation.messages' }, false],
    [{ caller: 'user' }, true],
    [{ caller: 'contact' }, false],
    [{ token: 'acc_1' }, true],
    [{ token: 'acc_' }, false],
    [{ body: { text: 'hello' } }, true],
    [{ body: { text: 'hello', type: 'image' } }, false],
    [{ body: { 'list.0.n': 1 } }, true],
    [{ body: { 'list.0.n': '1' } }, false],
    [{ body: { none: null } }, true],
    [{ body: { missing: null } }, false],
    [{ body: { 'text.length': 5 } }, false],
    [{ body: { 'list.length': 1 } }, true],
    [{ operation: 'sendMessage', caller: 'contact' }, false],
  ] as const)('%o: %s', (match, expected) => {
    expect(createMatcher(match)(facts)).toBe(expected)
  })

  test('is matched as soon as what it is matched by is known', () => {
    expect(stageOf({ kind: 'status', status: 500 })).toBe('arrival')
    expect(stageOf({ kind: 'status', status: 500 }, { token: 'acc_1' })).toBe('arrival')
    expect(stageOf({ kind: 'status', status: 500 }, { caller: 'user' })).toBe('work')
    expect(stageOf({ kind: 'status', status: 500 }, { body: {} })).toBe('work')
    expect(stageOf({ kind: 'commit-then-drop' })).toBe('work')
  })
})

describe('an effect is written', () => {
  test.each([
    ['reset', { kind: 'reset' }],
    [' status=503 ', { kind: 'status', status: 503 }],
    ['delay=200', { kind: 'delay', ms: 200 }],
    ['slow-commit=50..200', { kind: 'slow-commit', ms: [50, 200] }],
    ['stale-counts=2', { kind: 'stale-counts', requests: 2 }],
    ['search-lag=3', { kind: 'search-lag', searches: 3 }],
  ])('%s', (text, effect) => {
    expect(parseEffect(text)).toEqual(effect)
  })

  test.each([
    ['', 'no effect ""'],
    ['comit-then-drop', 'did you mean `commit-then-drop`?'],
    ['status', 'status: not status: status=503'],
    ['delay=soon', 'delay: not delay=soon: delay=200 or 50..200'],
    ['reset=1', 'reset: not reset=1: reset'],
    ['delay=1..2..3', 'delay: not'],
  ])('never %o', (text, message) => {
    expect(() => parseEffect(text)).toThrow(message)
  })
})

describe('a latency is written', () => {
  test.each([
    ['200', [200, 200]],
    ['50..200', [50, 200]],
    ['0', [0, 0]],
    ['200..50', undefined],
    ['fast', undefined],
    ['1.5', undefined],
    ['-1', undefined],
  ])('%s: %o', (text, latency) => {
    expect(parseLatency(text)).toEqual(latency)
  })
})
