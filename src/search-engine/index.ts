/** The engine's door: nothing outside this folder imports another file of it. */
export { ANSWER_TOO_LARGE } from './answers/answer-meter.ts'
export type { JsonObject } from './base/json.ts'
export { runBesides } from './base/slices.ts'
export { createEmbeddedEngine } from './engine/embedded-engine.ts'
export type { SearchEngine, WatchCaller } from './engine/engine.ts'
export type { DocumentChange, DocumentSource } from './indexes/document-source.ts'
export type { EngineAnswer } from './request/engine-answer.ts'
export { resolveSettings } from './settings/settings.ts'
