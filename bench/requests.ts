/** What is asked, of the gateway and of the floor alike: the documentation's own requests. */
export interface Request {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

const contact = { 'x-access-token': 'con_test_contact' }
const agent = { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' }

export const page: Request = {
  method: 'GET',
  path: '/v1/backend/conversation_messages?limit=10&skip=0',
  headers: contact,
}

export const send: Request = {
  method: 'POST',
  path: '/v1/backend/conversation_messages',
  headers: { ...contact, 'content-type': 'application/json' },
  body: JSON.stringify({ type: 'text', text: 'Is the blue armchair in stock again?' }),
}

export const views: Request = {
  method: 'GET',
  path: '/v2/backend/team_conversations/_views_count?type=business_unit_id&q=bu_imbrace_testing',
  headers: agent,
}

/** The view "all" of the inbox. */
export const channels: Request = {
  method: 'GET',
  path: '/v1/backend/channels/_conv_count?view=all',
  headers: agent,
}
