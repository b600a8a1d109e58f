import { contentFields, type SendMessageBody } from './schemas.ts'

/**
 * The stored `content` of a sent message: the type's own fields in documented order, as they were
 * sent, and nothing else. What a field may be is the schema's to say: all that it let pass is kept.
 * Newer servers add `is_mail` and `description`; the documented samples have neither (gateway facts
 * 10, number 14). Pure.
 */
export function contentOf(body: SendMessageBody): Record<string, unknown> {
  const sent: Record<string, unknown> = body
  return Object.fromEntries(
    contentFields[body.type]
      .filter((field) => sent[field] !== undefined)
      .map((field) => [field, sent[field]]),
  )
}
