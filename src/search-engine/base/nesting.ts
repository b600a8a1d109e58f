import { isObject, type JsonObject, type JsonValue, setKey } from './json.ts'

/** Whether arrays and objects lie in one another more than `levels` deep. Never looks deeper. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  const members = Array.isArray(value) ? value : Object.values(value)
  return members.some((member) => isDeeperThan(member, levels - 1))
}

/** The document with null in place of the arrays and objects that lie deeper than `levels`. */
export function pruneBelow(document: JsonObject, levels: number): JsonObject {
  return isDeeperThan(document, levels) ? pruneObject(document, levels) : document
}

function pruneObject(object: JsonObject, levels: number): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) setKey(result, key, prune(value, levels - 1))
  return result
}

function prune(value: JsonValue, levels: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  if (isObject(value)) return pruneObject(value, levels)
  return value.map((member) => prune(member, levels - 1))
}
