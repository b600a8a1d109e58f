/** The client's door: no server is in it, and it needs no package. */
export type { ClockState } from './base/clock.ts'
export { type CallOptions, GatewayCallError } from './client/call.ts'
export { connectGateway } from './client/connect.ts'
export type * from './client/types.ts'
export type * from './faults/types.ts'
export type * from './stubs/types.ts'
export type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './worlds/summaries.ts'
