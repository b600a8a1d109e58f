import { describe, expect, test } from 'vitest'
import { readDocumentedExamples } from '../../src/control/openapi.ts'
import { build } from '../helpers.ts'

describe('every documented example is answered as documented', () => {
  for (const [name, { summary, now, ids = {}, shortened = {}, request, response }] of [
    ...readDocumentedExamples(),
  ]) {
    test(`${name}: ${summary}`, async () => {
      const app = build({
        ...(now && { clock: () => new Date(now) }),
        newId: (kind) => ids[kind] ?? `${kind}_of_this_test`,
      })
      const { method, url, headers, body } = request

      const answer = await app.inject({ method, url, headers, payload: body as object })

      const answered = answer.json()
      for (const [list, length] of Object.entries(shortened)) {
        answered[list] = answered[list].slice(0, length)
      }
      expect(answer.statusCode).toBe(response.status)
      // Compared as text as well: the documented order of the keys is part of the example.
      expect(answered).toEqual(response.body)
      expect(JSON.stringify(answered)).toBe(JSON.stringify(response.body))
    })
  }
})
