/**
 * A piece of a filter as it was written, for positions in messages: UTF-16 offsets into its text,
 * and where the part that a message repeats begins (0 outside of `_foreign(…)`).
 */
export interface Span {
  source: string
  start: number
  end: number
  shownFrom: number
}

/** A field name or a value: what it means (unescaped) and where it was written. */
export interface Token {
  text: string
  span: Span
}

/** `left operator right`; the operators named as in Meilisearch's messages. */
export type Operation =
  | { operator: '=' | '!=' | '>' | '>=' | '<' | '<='; value: Token }
  | { operator: 'TO'; from: Token; to: Token }
  | { operator: 'IS NULL' | 'IS EMPTY' | 'EXISTS' }
  | { operator: 'CONTAINS' | 'STARTS WITH'; keyword: Token; value: Token }

export type GeoPoint = [latitude: Token, longitude: Token]

export type VectorPart =
  | { kind: 'fragment'; name: Token }
  | { kind: 'documentTemplate' | 'userProvided' | 'regenerate' | 'none' }

/** A parsed filter (Meilisearch 1.50: `FilterCondition`). `and` and `or` are flat lists. */
export type Condition =
  | { type: 'not'; condition: Condition }
  | { type: 'or'; conditions: Condition[] }
  | { type: 'and'; conditions: Condition[] }
  | { type: 'operation'; field: Token; operation: Operation }
  | { type: 'in'; field: Token; values: Token[] }
  | { type: 'geoRadius'; point: GeoPoint; radius: Token; resolution: Token | null }
  | { type: 'geoBoundingBox'; topRight: GeoPoint; bottomLeft: GeoPoint }
  | { type: 'geoPolygon'; points: GeoPoint[] }
  | { type: 'vectors'; field: Token; embedder: Token | null; part: VectorPart }
  | { type: 'foreign'; field: Token; condition: Condition }
