import type { JsonObject } from '../base/json.ts'
import type { Room } from '../base/room.ts'
import type { Steps } from '../base/slices.ts'
import type { Documents } from '../indexes/documents.ts'
import type { EngineAnswer } from '../request/engine-answer.ts'
import type { AnswerMeter } from './answer-meter.ts'

/** An answer that is there as JSON text; the body is only built when it is looked at. */
export class TextAnswer implements EngineAnswer {
  readonly status = 200
  readonly parts: readonly string[]
  readonly #room: Room
  #body: JsonObject | undefined

  constructor(parts: readonly string[], room: Room) {
    this.parts = parts
    this.#room = room
  }

  get body(): JsonObject {
    this.#body ??= JSON.parse(this.parts.join('')) as JsonObject
    return this.#body
  }

  keptUntil(sent: Promise<unknown>): void {
    let length = 0
    for (const part of this.parts) length += part.length
    this.#room.take(length, sent)
  }
}

/** The members of an object as text that other members come before. */
export function membersAfter(object: JsonObject): string {
  return `,${JSON.stringify(object).slice(1)}`
}

/** The text of whole documents, part by part, with commas. */
export function* writeDocuments(
  documents: Documents,
  docids: readonly number[],
  meter: AnswerMeter,
): Steps<string[]> {
  const written: string[] = []
  for (const part of documents.parts(docids)) {
    const text = documents.readText(part)
    meter.count(Buffer.byteLength(text))
    if (written.length > 0) written.push(',')
    written.push(text)
    yield
  }
  return written
}
