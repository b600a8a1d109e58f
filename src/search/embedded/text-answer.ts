import type { EngineAnswer, JsonObject } from '../engine.ts'

/** An answer that is there as JSON text; the body is only built when it is looked at. */
export class TextAnswer implements EngineAnswer {
  readonly status = 200
  readonly parts: readonly string[]
  #body: JsonObject | undefined

  constructor(parts: readonly string[]) {
    this.parts = parts
  }

  get body(): JsonObject {
    this.#body ??= JSON.parse(this.parts.join('')) as JsonObject
    return this.#body
  }
}

/** The members of an object as text that other members come before. */
export function membersAfter(object: JsonObject): string {
  return `,${JSON.stringify(object).slice(1)}`
}
