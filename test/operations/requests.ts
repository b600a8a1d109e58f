/**
 * What the tests that hold for every operation ask of each: a request that is answered 200, as any of
 * its callers. It is a documented example; operations without one have theirs here.
 */
import type { FastifyInstance } from 'fastify'
import { readExamples } from '../../src/control/openapi.ts'
import type { CallerKind } from '../../src/operations/directory/callers.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { ids, tokens } from '../helpers.ts'

export interface TestRequest {
  method: Operation['method']
  url: string
  headers: Record<string, string>
  /** A text is a form, whose content type stands among the headers. */
  payload?: object | string
}

/** Of what is not documented, or not as an answer of 200. */
const undocumented: Record<
  string,
  { url: string; headers: Record<string, string>; body?: object }
> = {
  getGateway: { url: '/', headers: {} },
  createConversationBySdk: {
    url: '/v1/backend/conversations',
    headers: { 'x-access-token': tokens.user },
    body: {},
  },
  getOrCreateConversation: {
    url: '/v1/backend/conversation',
    headers: { 'x-access-token': tokens.contact },
  },
}

const examples = [...readExamples().values()]

/** What stands for the same in either organization. */
export const twins = [
  [ids.organization, ids.otherOrganization],
  [ids.businessUnit, 'bu_be188361-fbec-4505-9a05-d9d34a5d5961'],
  [ids.team, 't_6e4a5cfa-e51c-4642-a377-29278ca56933'],
  [ids.conversation, ids.otherConversation],
  [ids.teamConversation, 'tc_e2371d6f-686d-430d-945c-c8619125a705'],
  ['imbrace_channel', 'ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d'],
  [tokens.contact, 'con_4b377fdc-2134-4433-a385-50adbcbebf04'],
  ['t_imbrace_default_team', 't_6e4a5cfa-e51c-4642-a377-29278ca56933'],
  ['tu_8e69e8a7-444a-466f-823f-1b8e91750cc7', 'tu_7c3179c3-dca5-4d51-8ab2-cbcaa15f137c'],
  [ids.user, 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860'],
  ['tu_61789ea2-ca6c-40ae-8ae8-233d211d2b72', 'tu_7c3179c3-dca5-4d51-8ab2-cbcaa15f137c'],
  // Who may be shut out, because tests do not call as him.
  ['u_3c0eff39-239f-483c-bb9b-b88eccf52887', 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860'],
  ['msg_f8edd183-2205-4471-a34f-39a32faa88a0', 'msg_c0dbd66d-06ed-4883-bdac-36f5d56a4d5f'],
  ['cm_6b86b273-ff34-4ce1-8d6b-804eff5a3f57', 'cm_d4735e3a-265e-46ee-803f-59718b9b5d03'],
  ['tl_f9d37c23-fcc0-403c-85a8-6aba71dce01d', 'tl_16367aac-b67a-4a01-8c8d-a8ab95682ccb'],
  ['mt_185f8db3-2271-4e25-8561-a6fc938b2e26', 'mt_16367aac-b67a-4a01-8c8d-a8ab95682ccb'],
  ['brd_imbrace_contacts', 'brd_second_contacts'],
  ['bi_imbrace_contact', 'bi_second_contact'],
  // Fields of boards.
  ['imbrace_name', 'second_name'],
  ['imbrace_segment', 'second_segment'],
  ['cat_231bf89d-7268-4689-8c15-78a8ffe06ad8', 'cat_16367aac-b67a-4a01-8c8d-a8ab95682ccb'],
] as const

/** The file of the example that gets one. */
const uploaded = '4f3c2d1e-0a9b-4c8d-8e7f-6a5b4c3d2e1f.json'

/**
 * The id of something in each organization, by the name under which operations take it; where that
 * means another thing in one operation, by `operationId.name`.
 */
export const idsByName: Record<string, readonly [here: string, there: string]> = {
  index: twins[0],
  team_id: twins[2],
  conversation_id: twins[3],
  team_conversation_id: twins[4],
  channel_id: twins[5],
  contact_id: twins[6],
  business_unit_id: twins[1],
  id: twins[4],
  organization_id: twins[0],
  user_id: twins[9],
  team_user_id: twins[10],
  board_id: twins[16],
  board_item_id: twins[17],
  notification_id: [
    'noti_6b86b273-ff34-4ce1-8d6b-804eff5a3f57',
    'noti_4b227777-d4dd-4fc6-8c6f-884f48641d02',
  ],
  message_id: twins[12],
  comment_id: twins[13],
  template_id: twins[15],
  category_id: twins[20],
  bu_id: twins[1],
  // Of somebody else's system: no organization has them.
  provider_user_id: ['here', 'there'],
  'getContactComment.comment_id': [
    'cm_6b86b273-ff34-4ce1-8d6b-804eff5a3f57',
    'cm_d4735e3a-265e-46ee-803f-59718b9b5d03',
  ],
  'getUploadedFile.name': [uploaded, 'nobodys.json'],
}

/** A credential of each kind, of the first organization. */
export const credentialOf: Record<CallerKind, Record<string, string>> = {
  user: { 'x-access-token': tokens.user },
  api_key: { 'x-api-key': tokens.apiKey },
  contact: { 'x-access-token': tokens.contact },
  channel: { 'x-access-token': tokens.channel },
  login: { 'x-access-token': tokens.login },
}

/**
 * The status of what an operation answers when all is well: 200, except where it declares another. One
 * that has none refuses everybody.
 */
export function successOf({ operationId, schema }: Operation): number {
  const success = Object.keys(schema.response)
    .map(Number)
    .find((status) => status < 300)
  if (success !== undefined) return success
  if (operationId === 'createOrganization') return 403
  throw new Error(`${operationId} declares no answer when all is well`)
}

/** What no fixture has: a file that somebody has uploaded. */
export function uploadExample({ world }: FastifyInstance): void {
  world.database
    .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
    .run(uploaded, ids.organization, 'application/json', Buffer.from('"hello"'), '')
}

/** @throws {Error} for an operation that has none, saying where to add it */
export function validRequest(operation: Operation): TestRequest {
  const { operationId, method } = operation
  const example = examples.find(
    (one) => one.operation === operationId && one.response.status === successOf(operation),
  )?.request
  const { url, headers, body } = example ?? undocumented[operationId] ?? {}
  if (url === undefined || headers === undefined) {
    throw new Error(
      `${operationId}: no request of it is known that is answered 200: add its documented example to fixtures/documented, or a request to test/operations/requests.ts`,
    )
  }
  const payload = (body as TestRequest['payload'] | null) ?? undefined
  return { method, url, headers, ...(payload && { payload }) }
}

/**
 * The same as a caller of this kind in this organization. Agents name the conversation where there is
 * one to name.
 *
 * @param instead a query or a body in place of the valid request's
 */
export function requestAs(
  operation: Operation,
  kind: CallerKind,
  organization: string = ids.organization,
  instead: { search?: string; payload?: object } = {},
): TestRequest {
  const valid = validRequest(operation)
  const payload = instead.payload ?? valid.payload
  const { method } = valid
  const url = instead.search === undefined ? valid.url : valid.url.split('?')[0] + instead.search
  const type = typeof payload === 'string' ? formTypeOf(valid.headers) : {}
  const headers = { ...credentialOf[kind], ...type }
  const request = JSON.parse(
    moveTo(organization, JSON.stringify({ method, url, headers, payload })),
  )
  const place = organization === ids.organization ? 0 : 1
  if (kind === 'contact' || kind === 'channel' || kind === 'login') return { ...request, headers }
  if (
    namesOf(operation.schema.querystring).includes('conversation_id') &&
    !request.url.includes('conversation_id=')
  ) {
    const mark = request.url.includes('?') ? '&' : '?'
    request.url += `${mark}conversation_id=${idsByName.conversation_id?.[place]}`
  }
  if (namesOf(operation.schema.body).includes('conversation_id')) {
    request.payload = {
      ...(request.payload as object),
      conversation_id: idsByName.conversation_id?.[place],
    }
  }
  return { ...request, headers }
}

/** A form cannot be read without its boundary. */
function formTypeOf(headers: Record<string, string>): Record<string, string> {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'content-type')
  return name === undefined ? {} : { 'content-type': headers[name] ?? '' }
}

/** The text, an address or JSON, with the ids of this organization in place of the other's. */
function moveTo(organization: string, text: string): string {
  const isHere = organization === ids.organization
  const meant = new Map<string, string>(
    twins.map(([here, there]) => (isHere ? [there, here] : [here, there])),
  )
  return text.replace(/[^/?&="]+/g, (word) => meant.get(word) ?? word)
}

/** The names that a part of a request may carry. */
export function namesOf(schema: object | undefined): string[] {
  const { properties = {}, oneOf = [] }: { properties?: object; oneOf?: object[] } = schema ?? {}
  return [...new Set([...Object.keys(properties), ...oneOf.flatMap(namesOf)])]
}

/** Ids in the systems of Facebook and WhatsApp: no organization has them here. */
const ofProviders = ['page_id', 'phone_number_id']

/** Its names of things that have an owner, and where they stand. */
export function idNamesOf({ schema }: Operation) {
  const isId = (name: string) =>
    name === 'id' || (name.endsWith('_id') && !ofProviders.includes(name))
  return [
    ...namesOf(schema.params).map((name) => ({ place: 'params' as const, name })),
    ...namesOf(schema.querystring)
      .filter(isId)
      .map((name) => ({ place: 'query' as const, name })),
    ...namesOf(schema.body)
      .filter(isId)
      .map((name) => ({ place: 'body' as const, name })),
  ]
}
