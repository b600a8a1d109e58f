import { contentFields, type SendMessageBody } from './schemas.ts'

/**
 * The stored `content` of a sent message: the type's own fields in documented order, as they were
 * sent, and nothing else. Newer servers add `is_mail` and `description`; the documented samples
 * have neither (gateway facts 10, number 14). Pure.
 */
export function contentOf(body: SendMessageBody): Record<string, string> {
  const sent = body as Record<string, unknown>
  const content: Record<string, string> = {}
  for (const field of contentFields[body.type]) {
    const value = sent[field]
    if (typeof value === 'string') content[field] = value
  }
  return content
}
