/** An effect as one writes it in a header: `commit-then-drop`, `status=503`, `delay=50..200`. Pure. */
import { didYouMean } from '../base/nearest-name.ts'
import { Refusal } from '../base/refusal.ts'
import { type EffectKind, effects } from './schemas.ts'
import type { FaultEffect } from './types.ts'

/** Those of requests: an event is no answer to one. */
const kinds = (Object.keys(effects) as EffectKind[]).filter((kind) => !kind.startsWith('socket-'))

/** What stands behind the kind, by the field that it gives. Kinds that are not here take nothing. */
const parameters: Partial<Record<EffectKind, 'status' | 'ms' | 'requests' | 'searches'>> = {
  status: 'status',
  delay: 'ms',
  'slow-body': 'ms',
  'slow-commit': 'ms',
  'stale-counts': 'requests',
  'search-lag': 'searches',
}

const examples = { status: '503', ms: '200 or 50..200', requests: '2', searches: '2' }

/**
 * @returns the effect, which the schema has to look at still
 * @throws {Refusal} 400
 */
export function parseEffect(text: string): FaultEffect {
  const [kind = '', ...rest] = text.trim().split('=')
  const value = rest.length === 0 ? undefined : rest.join('=').trim()
  if (!isKind(kind)) {
    throw new Refusal(
      400,
      `no effect ${kind.slice(0, 40) || '""'}`,
      `${didYouMean(kind, kinds)}one of ${kinds.map(usage).join(', ')}`,
    )
  }
  const field = parameters[kind]
  const isRight = field === undefined ? value === undefined : isValue(field, value)
  if (!isRight) throw new Refusal(400, `${kind}: not ${text.slice(0, 60)}`, usage(kind))
  return { kind, ...(field && { [field]: readValue(value ?? '') }) } as FaultEffect
}

function isKind(text: string): text is EffectKind {
  return kinds.some((kind) => kind === text)
}

function usage(kind: EffectKind): string {
  const field = parameters[kind]
  return field === undefined ? kind : `${kind}=${examples[field]}`
}

function isValue(field: string, value = ''): boolean {
  return (field === 'ms' ? /^\d{1,9}(?:\.\.\d{1,9})?$/ : /^\d{1,9}$/).test(value)
}

function readValue(text: string): number | number[] {
  const numbers = text.split('..').map(Number)
  return numbers.length === 1 ? Number(numbers[0]) : numbers
}
