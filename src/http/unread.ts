/**
 * What a request carries that nothing reads. The gateway takes it in silence, and so does the mock: the
 * answer stays what it is, and says in a header which name was meant.
 */
import type { FastifyInstance, FastifySchema } from 'fastify'
import { nearestName } from '../base/nearest-name.ts'
import { addNote } from './explain.ts'

/** So many names are looked at closely; of the others it is said how many there are. */
const mostNamed = 5

/** A name that is longer is not repeated. */
const longestName = 40

/** The names that a part of a request may carry, and what that part is called. */
interface Known {
  place: string
  names: ReadonlySet<string>
}

interface ObjectSchema {
  properties?: Record<string, { const?: unknown }>
  /** True where whatever is sent is taken along. */
  additionalProperties?: unknown
  /** One schema for each value of the property that the discriminator names. */
  oneOf?: ObjectSchema[]
  discriminator?: { propertyName: string }
}

/** Notes on each answer what its request carries beyond the schemas of its route. */
export function noteUnread(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { schema } = route
    if (schema === undefined || schema.hide) return
    // Collected with the first request: a start declares all routes, and most are never asked.
    let names: ReturnType<typeof namesIn> | undefined
    route.preValidation = [
      ...[route.preValidation ?? []].flat(),
      (request, reply, done) => {
        names ??= namesIn(schema)
        const { query, body, bodyOf } = names
        const inQuery = unreadNote(request.query, query, body)
        if (inQuery !== undefined) addNote(request, reply, inQuery)
        const known = bodyOf(request.body)
        const inBody = known && unreadNote(request.body, known, query)
        if (inBody !== undefined) addNote(request, reply, inBody)
        done()
      },
    ]
  })
}

function namesIn({ querystring, body }: FastifySchema) {
  return {
    query: { place: 'the query', names: namesOf(querystring as ObjectSchema) },
    body: { place: 'the body', names: namesOf(body as ObjectSchema | undefined) },
    bodyOf: knownIn(body as ObjectSchema | undefined),
  }
}

/** @returns what tells the names that a body may carry; undefined for one that may carry any */
function knownIn(schema: ObjectSchema | undefined): (body: unknown) => Known | undefined {
  if (schema === undefined || schema.additionalProperties === true) return () => undefined
  const { oneOf = [], discriminator } = schema
  const any = { place: 'the body', names: namesOf(schema) }
  if (discriminator === undefined) return () => any
  const tag = discriminator.propertyName
  const each = new Map(
    oneOf.map((one) => {
      const value = one.properties?.[tag]?.const
      return [value, { place: `a body of ${tag} ${value}`, names: namesOf(one) }]
    }),
  )
  return (body) => (isObject(body) ? (each.get(body[tag]) ?? any) : undefined)
}

function namesOf(schema: ObjectSchema | undefined): Set<string> {
  const { properties = {}, oneOf = [] } = schema ?? {}
  return new Set([...Object.keys(properties), ...oneOf.flatMap((one) => [...namesOf(one)])])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Names what is not read, and what was probably meant. Pure.
 *
 * @param sent a part of a request: its query or its body
 * @param known what is read of that part
 * @param elsewhere what is read of the other part
 * @returns undefined when all of it is read
 */
export function unreadNote(sent: unknown, known: Known, elsewhere: Known): string | undefined {
  if (!isObject(sent)) return undefined
  let unread: string[] | undefined
  for (const name in sent) {
    if (known.names.has(name) || name === '') continue
    unread ??= []
    unread.push(name)
  }
  if (unread === undefined) return undefined

  const notes: string[] = []
  const hopeless: string[] = []
  for (const name of unread.slice(0, mostNamed)) {
    const hint = hintFor(name, sent[name], known, elsewhere)
    if (hint === undefined) hopeless.push(quote(name))
    else notes.push(`${quote(name)} is not read: ${hint}`)
  }
  const more = unread.length - mostNamed
  if (more > 0) hopeless.push(`${more} more`)
  if (hopeless.length > 0) {
    const takes = known.names.size === 0 ? 'nothing' : [...known.names].join(', ')
    const are = hopeless.length > 1 || more > 1 ? 'are' : 'is'
    notes.push(`${hopeless.join(', ')} ${are} not read: ${known.place} takes ${takes}`)
  }
  return notes.join('; ')
}

function hintFor(name: string, value: unknown, known: Known, elsewhere: Known): string | undefined {
  if (elsewhere.names.has(name)) return `${elsewhere.place} takes it`
  const nearest = nearestName(name, known.names)
  if (nearest !== undefined) return `did you mean ${nearest}?`
  const within = isObject(value)
    ? Object.keys(value).find((key) => known.names.has(key))
    : undefined
  return within && `send ${within} in ${known.place} itself`
}

function quote(name: string): string {
  return name.length > longestName ? `a name of ${name.length} characters` : name
}
