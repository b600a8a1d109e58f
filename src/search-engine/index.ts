/** The engine's door: nothing outside this folder imports another file of it. */
export { ANSWER_TOO_LARGE } from './answer-meter.ts'
export type { DocumentChange, DocumentSource } from './document-source.ts'
export { createEmbeddedEngine } from './embedded-engine.ts'
export type { EngineAnswer, JsonObject, SearchEngine, WatchCaller } from './engine.ts'
export { resolveSettings } from './settings.ts'
export { runBesides } from './slices.ts'
