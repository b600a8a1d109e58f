/**
 * Calls that are refused. What is expected is what this gateway answers to the same call in the default
 * world: the documentation says it of a few only.
 */
import type { Operation } from '../operations/operation.ts'
import type { Mistake } from './types.ts'

/** An id that nobody has. */
const nobodys = 'contract_check_unknown'

/** What the bodies have beside an id, to be refused for that only. */
const more: Record<string, object> = {
  updateTeamConversationStatus: { status: 'closed' },
  updateTeamConversationName: { name: 'Nobody' },
  removeTeamMember: { user_id: nobodys },
  addTeamUsers: { user_ids: [] },
  removeTeamUsers: { user_ids: [] },
  changeUserRole: { role: 'member' },
}

/** Of operations that only read. */
export const readingMistakes: Mistake[] = [
  { operation: 'getViewsCount', what: 'an unknown type', query: { type: 'planet', q: nobodys } },
  { operation: 'getChannelCounts', what: 'an unknown view', query: { view: 'everything' } },
  { operation: 'getTeamChannelCounts', what: 'an unknown team', query: { team_id: nobodys } },
  {
    operation: 'listMessages',
    what: 'no number',
    query: { conversation_id: '{conversation_id}', limit: 'ten' },
  },
  {
    operation: 'listMessages',
    what: 'an unknown conversation',
    query: { conversation_id: nobodys },
  },
  { operation: 'listTeamConversations', what: 'an unknown view', query: { view: 'everything' } },
  { operation: 'listTeams', what: 'no business unit' },
  { operation: 'listTeamUsers', what: 'no team' },
  { operation: 'listAssignableTeams', what: 'no conversation' },
  {
    operation: 'searchMessages',
    what: 'no number',
    params: { index: '{index}' },
    body: { limit: 'ten' },
  },
  {
    operation: 'fetchMessages',
    what: 'no filter',
    params: { index: '{index}' },
    body: { limit: 10 },
  },
]

/** Of operations that write. A gateway that does not refuse them may write something. */
export const writingMistakes: Mistake[] = [
  { operation: 'createConversation', what: 'an unknown channel', body: { channel_id: nobodys } },
  {
    operation: 'createContact',
    what: 'an unknown channel',
    as: 'nobody',
    body: { channel_id: nobodys },
  },
  {
    operation: 'sendMessage',
    what: 'an unknown type',
    body: { conversation_id: '{conversation_id}', type: 'hologram', text: 'Hello' },
  },
  {
    operation: 'sendMessage',
    what: 'no text',
    body: { conversation_id: '{conversation_id}', type: 'text' },
  },
  {
    operation: 'sendMessage',
    what: 'an unknown conversation',
    body: { conversation_id: nobodys, type: 'text', text: 'Hello' },
  },
  {
    operation: 'updateTeamConversationStatus',
    what: 'an unknown status',
    body: { team_conversation_id: '{team_conversation_id}', status: 'spam' },
  },
  { operation: 'signIn', what: 'no e-mail', as: 'nobody', body: { password: 'x' } },
  { operation: 'signIn', what: 'no address', as: 'nobody', body: { email: 'x', password: 'x' } },
  { operation: 'authenticate', what: 'no e-mail', as: 'nobody', body: { password: 'x' } },
  { operation: 'signInWithCode', what: 'no e-mail', as: 'nobody', body: { otp: 'x' } },
  { operation: 'requestSignInCode', what: 'no e-mail', as: 'nobody', body: {} },
  { operation: 'signUp', what: 'no e-mail', as: 'nobody', body: { password: 'x' } },
  { operation: 'forgetPassword', what: 'no e-mail', as: 'nobody' },
  { operation: 'checkSignUp', what: 'no e-mail', as: 'nobody' },
  { operation: 'resendSignUp', what: 'no e-mail', as: 'nobody' },
  { operation: 'resetPassword', what: 'no token', as: 'nobody', body: { password: 'x' } },
  ...[
    'joinTeamConversation',
    'leaveTeamConversation',
    'updateTeamConversationStatus',
    'updateTeamConversationName',
    'requestToJoinTeamConversation',
    'startConference',
    'assignTeamMember',
    'removeTeamMember',
  ].map((operation) => ({
    operation,
    what: 'an unknown room',
    body: { team_conversation_id: nobodys, ...(more[operation] ?? {}) },
  })),
  ...['joinTeam', 'leaveTeam', 'addTeamUsers', 'removeTeamUsers'].map((operation) => ({
    operation,
    what: 'an unknown team',
    body: { team_id: nobodys, ...(more[operation] ?? {}) },
  })),
  ...['changeUserRole', 'archiveUser', 'deactivateUser', 'suspendUser', 'reactivateUser'].map(
    (operation) => ({
      operation,
      what: 'an unknown user',
      body: { user_id: nobodys, ...(more[operation] ?? {}) },
    }),
  ),
]

/** Bodies that pass the schema of an operation whose address has ids. */
const bodies: Record<string, object> = {
  answerMessage: { answer: 1 },
  updateMessage: { text: 'Nobody' },
  updateTeamConversation: { name: 'Nobody' },
  updateTeam: { name: 'Nobody' },
  requestToJoinTeam: { message: 'Nobody' },
  setTeamUserRole: { role: 'member' },
  updateUser: { first_name: 'Nobody' },
  addMessageComment: { content: 'Nobody' },
  updateMessageComment: { content: 'Nobody' },
  updateContact: { display_name: 'Nobody' },
  addContactComment: { content: 'Nobody' },
  createBoardItem: { fields: {} },
  updateBoardItem: { fields: {} },
  updateCategory: { name: 'Nobody' },
  updateMessageTemplate: { title: 'Nobody' },
  updateChannel: { name: 'Nobody' },
  searchMessages: { q: '' },
  fetchMessages: { filter: 'conversation_id = nobody' },
}

/** What can be said wrong in a call of any operation: no credential, ids that nobody has. */
export function commonMistakes({ operationId, url, callers, schema }: Operation): Mistake[] {
  const params = Object.fromEntries(
    Object.keys(schema.params?.properties ?? {}).map((name) => [name, nobodys]),
  )
  const body = bodies[operationId]
  const call = { operation: operationId, params, ...(body && { body }) }
  const agents = callers !== 'anybody' && callers.includes('user')
  return [
    ...(callers === 'anybody' ? [] : [{ ...call, what: 'no credential', as: 'nobody' } as const]),
    ...(url.includes(':') && agents ? [{ ...call, what: 'ids that nobody has' }] : []),
  ]
}
