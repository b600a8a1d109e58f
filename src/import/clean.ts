/** What of an answer is kept: no credentials, and where it is asked for nothing that says who. Pure. */
import type { StandIns } from './stand-ins.ts'

const credential = /token|secret|passw|api_?key|credential|authorization|cookie|signature/i
/** What is in them is anybody's: no key there means what it means elsewhere. */
const free = new Set(['content', 'fields', 'config', 'additional_params', 'data_of_field', 'extra'])
const idKey = /(?:^|_)ids?$/
/** Ids by their keys, which are no ids of ours. */
const foreignId = /^(?:whatsapp|facebook|messenger|wechat|line|instagram)_id$/
const word = /^[A-Za-z][A-Za-z0-9_. -]{0,39}$/
const wordKey =
  /^(?:type|status|object_name|doc_name|role|state|mode|sentiment|importance|channel_type|content_type|created_type|language|template_language|apply_to|user_state|team_user_role)$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const colour = /^#[0-9a-f]{3,8}$/i

/** @returns a copy without what is a credential by its name */
export function withoutCredentials(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCredentials)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !credential.test(key))
      .map(([key, member]) => [key, withoutCredentials(member)]),
  )
}

/** Ids stay: calls are made with them. What is not known to be harmless is replaced. */
export function anonymized(value: unknown, standIns: StandIns): unknown {
  const walk = (value: unknown, key: string, inside: string, owner: object): unknown => {
    if (Array.isArray(value)) {
      // The columns of a board are objects with names of their own, its items' values are free.
      const into = inside === 'fields' && value.every((one) => isColumn(one)) ? '' : inside
      return value.map((one) => walk(one, key, into, owner))
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => {
          const isFree = free.has(name) && typeof member === 'object'
          return [name, walk(member, name, inside || (isFree ? name : ''), value)]
        }),
      )
    }
    if (typeof value === 'number') return inside === '' ? value : standIns.number(value)
    if (typeof value !== 'string') return value
    return keeps(value, key, inside, owner) ? value : standIns.text(value)
  }
  return walk(value, '', '', {})
}

function isColumn(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_id' in value && 'name' in value
}

function keeps(value: string, key: string, inside: string, owner: object): boolean {
  if (value === '' || colour.test(value)) return true
  if (inside !== '') return key === 'content_type' && word.test(value)
  if (time.test(value)) return key !== 'birthday'
  if (foreignId.test(key)) return false
  if (idKey.test(key) || key === 'recipient') return true
  // Of a message it is an id, of a notification a name.
  if (key === 'from') return 'conversation_id' in owner
  if (key === 'user') return 'summary' in owner
  return wordKey.test(key) && word.test(value)
}

/** Replaces ids that say something, wherever they stand: in rows, items and what leads to them. */
export function withoutTellingIds(
  value: unknown,
  ids: ReadonlySet<string>,
  standIns: StandIns,
): unknown {
  const of = (text: string, key: string) =>
    ids.has(text) || (idKey.test(key) && !foreignId.test(key)) ? standIns.id(text) : text
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return of(value, key)
    if (Array.isArray(value)) return value.map((one) => walk(one, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [of(name, ''), walk(member, name)]),
    )
  }
  return walk(value, '')
}
