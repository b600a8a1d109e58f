import { describe, expect, test } from 'vitest'
import { contentOf } from '../../../src/operations/messages/content.ts'
import type { SendMessageBody } from '../../../src/operations/messages/schemas.ts'

describe('what is stored of a sent message', () => {
  test.each([
    ['its own fields in their order', { text: 'b', type: 'text' }, { text: 'b' }],
    [
      'those of its type alone',
      { caption: 'c', url: 'u', type: 'image', text: 't', conversation_id: 'conv_1' },
      { url: 'u', caption: 'c' },
    ],
    ['nothing for what was left out', { type: 'pdf', url: 'u' }, { url: 'u' }],
    // What a schema lets pass, today text alone, is not dropped in silence.
    [
      'a number',
      { type: 'video', url: 'u', text: 1, caption: '' },
      { url: 'u', text: 1, caption: '' },
    ],
    ['false', { type: 'quick_reply', title: 't', payload: false }, { title: 't', payload: false }],
  ])('%s', (_name, body, content) => {
    const stored = contentOf(body as unknown as SendMessageBody)
    expect(JSON.stringify(stored)).toBe(JSON.stringify(content))
  })
})
