/** Whether a body has the fields that its schema declares, those and no others. */
import { AjvCompiler } from '@fastify/ajv-compiler'
import type { TSchema } from '@sinclair/typebox'
import { shown } from './differences.ts'
import type { Difference } from './types.ts'

/** What Ajv says of one field. */
interface Complaint {
  keyword: string
  instancePath: string
  schemaPath: string
  params: Record<string, unknown>
  message?: string
  data?: unknown
}

type Validate = ((body: unknown) => boolean) & { errors?: Complaint[] | null }

const buildValidator = AjvCompiler()(
  {},
  {
    customOptions: {
      strict: false,
      removeAdditional: false,
      useDefaults: false,
      coerceTypes: false,
      allErrors: true,
      verbose: true,
    },
  },
)

/** To make one takes milliseconds, and lists are looked at several times. */
const validators = new WeakMap<TSchema, Validate>()

/** A field that the schema does not have is a difference as well. */
export function differencesOfShape(schema: TSchema, body: unknown): Difference[] {
  const validate = validators.get(schema) ?? createValidator(schema)
  validators.set(schema, validate)
  const complaints = validate(body) ? [] : (validate.errors ?? [])
  return [...nearestOf(complaints).map(differenceOf), ...timesOf(body, '')]
}

function createValidator(schema: TSchema): Validate {
  const route = { method: 'GET', url: '/', httpPart: 'body' }
  return buildValidator({ ...route, schema: closed(schema) }) as Validate
}

/** Objects have the properties that are named and no other, unless they say that they have. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const members = Object.entries(schema).map(([key, value]) => [key, closed(value)])
  const isOpen = !('properties' in schema) || 'additionalProperties' in schema
  return { ...Object.fromEntries(members), ...(!isOpen && { additionalProperties: false }) }
}

/** Of the forms that a value may have, what is said of the one it comes nearest to. */
function nearestOf(complaints: Complaint[]): Complaint[] {
  const choice = complaints.find(({ keyword }) => keyword === 'anyOf')
  if (choice === undefined) return complaints
  const inside = `${choice.schemaPath}/`
  const isOfForm = ({ schemaPath, instancePath }: Complaint) =>
    schemaPath.startsWith(inside) && instancePath.startsWith(choice.instancePath)
  const forms = Map.groupBy(
    complaints.filter((one) => one !== choice && isOfForm(one)),
    ({ schemaPath }) => schemaPath.slice(inside.length).split('/', 1)[0],
  )
  const others = complaints.filter((one) => one !== choice && !isOfForm(one))
  const [nearest = [choice]] = [...forms.values()].sort((a, b) => a.length - b.length)
  return [...nearestOf(others), ...(nearest.length > 1 ? nearestOf(nearest) : nearest)]
}

function differenceOf({
  keyword,
  instancePath,
  params,
  message = '',
  data,
}: Complaint): Difference {
  const at = placeOf(instancePath)
  const inside = (name: unknown) => (at === '' ? String(name) : `${at}.${name}`)
  if (keyword === 'required') {
    return { at: inside(params.missingProperty), expected: 'a value', found: 'nothing' }
  }
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    const value = (data as Record<string, unknown> | undefined)?.[name]
    return { at: inside(name), expected: 'no such field', found: shown(value) }
  }
  return { at: at || 'body', expected: expectedBy(keyword, params, message), found: shown(data) }
}

function expectedBy(keyword: string, params: Record<string, unknown>, message: string): string {
  if (keyword === 'type') return [params.type].flat().join(' or ')
  if (keyword === 'const') return shown(params.allowedValue)
  if (keyword === 'enum') return (params.allowedValues as unknown[]).map(shown).join(', ')
  return message.replace(/^must be /, '')
}

/** `/data/0/id` -> `data[0].id` */
function placeOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((place, part) => {
      if (/^\d+$/.test(part)) return `${place}[${part}]`
      return place === '' ? part : `${place}.${part}`
    }, '')
}

/** What users put there is theirs. */
const ofUsers = new Set(['content', 'fields', 'config', 'additional_params', 'hits', 'results'])
const isTime = (name: string) => name.endsWith('_at') || name === 'timestamp'
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Times are texts in the schemas: many are empty until something has happened. */
function timesOf(value: unknown, at: string): Difference[] {
  if (Array.isArray(value)) return value.flatMap((item, n) => timesOf(item, `${at}[${n}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => {
    const place = at === '' ? name : `${at}.${name}`
    if (ofUsers.has(name)) return []
    if (!isTime(name) || typeof field !== 'string') return timesOf(field, place)
    const isRight = field === '' || (time.test(field) && !Number.isNaN(Date.parse(field)))
    return isRight
      ? []
      : [{ at: place, expected: 'a time like 2022-04-07T04:11:28.148Z', found: shown(field) }]
  })
}
