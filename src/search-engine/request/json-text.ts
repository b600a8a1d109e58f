import { numberText } from '../text/number-text.ts'
import { asReceived } from '../text/received-number.ts'

/**
 * A value of a body as Meilisearch 1.50 repeats it in a message: as JSON.stringify writes it but
 * for its numbers. What JSON has no number for is null, as it is once a gateway has sent it on.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'number')
    return Number.isFinite(value) ? numberText(asReceived(value)) : 'null'
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).map(([key, member]) => {
    return `${JSON.stringify(key)}:${jsonText(member)}`
  })
  return `{${members.join(',')}}`
}
