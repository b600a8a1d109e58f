import { describe, expect, test } from 'vitest'
import { type ExampleRequest, readExamples } from '../../src/control/openapi.ts'
import { bodyOf, build } from '../helpers.ts'

describe('every example is answered as it says', () => {
  for (const [name, { summary, now, ids = {}, shortened = {}, before = [], request, response }] of [
    ...readExamples(),
  ]) {
    test(`${name}: ${summary}`, async () => {
      const app = build({
        ...(now && { clock: () => new Date(now) }),
        newId: (kind) => ids[kind] ?? `${kind}_of_this_test`,
      })
      const ask = ({ method, url, headers, body }: ExampleRequest) =>
        app.inject({ method, url, headers, payload: body as object })
      for (const one of before) {
        const { statusCode } = await ask(one)
        expect(statusCode).toBeLessThan(300)
      }

      const answer = await ask(request)

      const answered = bodyOf(answer)
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
