/**
 * The calls that write, with `--write` only. They change what they have made themselves and nothing else,
 * and remove nothing: a contact with its conversation, a team, a channel and so on stay. Their names begin
 * with `{word}`, by which they are found.
 */
import * as checks from './checks.ts'
import type { Agreement, Step } from './types.ts'

const room = { team_conversation_id: '{team_conversation_id}' }

/** What is sent of each documented type, and of some others. */
const contents: [type: string, content: Record<string, string>][] = [
  ['image', { url: 'http://image.url', caption: '{word} image' }],
  ['file', { url: 'http://pdf.url', caption: '{word} file' }],
  ['pdf', { url: 'http://pdf.url', caption: '{word} pdf' }],
  ['quick_reply', { title: '{word} title', payload: '{word} payload' }],
  ['text', { text: '{word}' }],
]

/** What of the reading calls is not somebody's: the only names that writing calls begin with. */
export const ofTheOrganization: ReadonlySet<string> = new Set([
  'word',
  'organization_id',
  'index',
  'user_id',
  'business_unit_id',
  'web_channel_id',
  'board_id',
])

export const writingSteps: Step[] = [
  {
    operation: 'createContact',
    as: 'nobody',
    body: { channel_id: '{web_channel_id}', display_name: '{word} contact' },
    learns: { contact_id: 'id', contact_token: 'id' },
  },
  {
    operation: 'createConversation',
    as: 'contact',
    onlyIf: { contact_id: 'contact_id' },
    learns: { conversation_id: 'id' },
    check: checks.isKnown('contact_id', 'contact_id'),
  },
  {
    operation: 'findTeamConversations',
    what: 'the new room',
    query: { type: 'conversation_id', q: '{conversation_id}' },
    // A gateway that does not hear the question answers with rooms of others, which would be changed.
    onlyIf: { 'data.0.conversation_id': 'conversation_id' },
    learns: { team_conversation_id: 'data.0.id' },
  },
  {
    operation: 'createConversationBySdk',
    as: 'contact',
    body: {},
    check: checks.isKnown('id', 'conversation_id'),
  },
  {
    operation: 'getOrCreateConversation',
    as: 'contact',
    check: checks.isKnown('id', 'conversation_id'),
  },
  ...contents.map(
    ([type, content]): Step => ({
      operation: 'sendMessage',
      what: `a contact’s ${type}`,
      as: 'contact',
      body: { type, ...content },
      learns: { message_id: 'id' },
      check: checks.checkSent(type, content),
    }),
  ),
  {
    operation: 'listMessages',
    what: 'as the contact',
    as: 'contact',
    query: { limit: 10, skip: 0 },
    check: checks.checkConversation,
  },
  {
    operation: 'uploadMessageFile',
    as: 'contact',
    file: '{word} file',
    learnsPart: { name: ['url', /([^/?]+)(?:\?.*)?$/] },
  },
  { operation: 'getUploadedFile', as: 'nobody', check: checks.isFile },
  { operation: 'joinTeamConversation', body: { ...room, mode: 'manual' } },
  { operation: 'startConference', body: room },
  {
    operation: 'sendMessage',
    what: 'an agent’s text',
    body: { ...room, type: 'text', text: '{word}' },
    learns: { message_id: 'id' },
    check: checks.checkSent('text', { text: '{word}' }),
  },
  { operation: 'answerMessage', as: 'contact', body: { answer: 1 } },
  { operation: 'updateMessage', body: { text: '{word} changed' } },
  {
    operation: 'getOrPinMessage',
    what: 'pinned',
    query: { action: 'pin' },
    check: checks.isKnown('id', 'message_id'),
  },
  {
    operation: 'addMessageComment',
    body: { content: '{word} comment' },
    learns: { comment_id: '_id' },
  },
  { operation: 'updateMessageComment', body: { content: '{word} comment, changed' } },
  { operation: 'getContactComment' },
  { operation: 'addContactComment', body: { content: '{word} comment' } },
  { operation: 'updateContact', body: { display_name: '{word} contact, changed' } },
  { operation: 'uploadContactFile', file: '{word} file' },
  { operation: 'updateTeamConversationName', body: { ...room, name: '{word} room' } },
  { operation: 'updateTeamConversation', body: { name: '{word} room, changed' } },
  {
    operation: 'createTeam',
    body: { name: '{word} team', business_unit_id: '{business_unit_id}' },
    learns: { team_id: 'id' },
  },
  { operation: 'updateTeam', body: { description: '{word} changed' } },
  { operation: 'uploadTeamFile', file: '{word} file' },
  { operation: 'assignTeamMember', body: { ...room, team_id: '{team_id}', team_user_id: '' } },
  { operation: 'leaveTeamConversation', body: room },
  { operation: 'updateTeamConversationStatus', body: { ...room, status: 'closed' } },
  {
    operation: 'createWebChannel',
    needs: ['business_unit_id'],
    body: { name: '{word} channel' },
    learns: { channel_id: 'id' },
  },
  { operation: 'updateChannel', body: { name: '{word} channel, changed' } },
  {
    operation: 'replaceChannel',
    body: { channel_id: '{channel_id}', name: '{word} channel, replaced' },
  },
  { operation: 'setChannelStatus', body: { channel_ids: ['{channel_id}'], status: 'inactive' } },
  {
    operation: 'createChannel',
    body: { name: '{word} other channel', type: 'web', business_unit_id: '{business_unit_id}' },
  },
  {
    operation: 'createCategory',
    body: { name: '{word} category' },
    learns: { category_id: '_id' },
  },
  { operation: 'updateCategory', body: { description: '{word} changed' } },
  {
    operation: 'createMessageTemplate',
    body: {
      title: '{word} template',
      text: 'Hello {word}',
      business_unit_id: '{business_unit_id}',
    },
    learns: { template_id: '_id' },
  },
  { operation: 'updateMessageTemplate', body: { text: 'Hello again {word}' } },
  { operation: 'createBoardItem', body: { fields: {} }, learns: { board_item_id: '_id' } },
  { operation: 'updateBoardItem', body: { fields: {} } },
]

export const writingAgreements: Agreement[] = [
  {
    operation: 'searchMessages',
    what: 'finds what was sent',
    calls: [{ operation: 'searchMessages', body: { q: '{word}', limit: 20 } }],
    compare: checks.findsSent,
    within: 15_000,
  },
  {
    operation: 'listMessages',
    what: 'begins with what was sent',
    calls: [
      {
        operation: 'listMessages',
        query: { conversation_id: '{conversation_id}', limit: 1, skip: 0 },
      },
    ],
    compare: checks.beginsWithSent,
  },
]

/** Why the success of an operation is not checked, whatever is allowed. */
export const leftOut: Record<string, string> = {
  ...because('it would remove something', [
    'deleteTeamConversation',
    'removeTeamMember',
    'deleteTeam',
    'removeTeamUsers',
    'leaveTeam',
    'deleteMessageComment',
    'deleteContactComment',
    'deleteContact',
    'deleteBoardItem',
    'deleteCategory',
    'deleteChannel',
    'deleteMessageTemplate',
    'dismissAllNotifications',
    'postDismissAllNotifications',
    'dismissNotification',
    'postDismissNotification',
  ]),
  ...because('it would change what people have and may do', [
    'updateAccount',
    'uploadAccountFile',
    'updateUser',
    'uploadUserFile',
    'changeUserRole',
    'archiveUser',
    'deactivateUser',
    'suspendUser',
    'reactivateUser',
    'addTeamUsers',
    'joinTeam',
    'requestToJoinTeam',
    'requestToJoinTeamConversation',
    'approveTeamUser',
    'acceptTeamInvitation',
    'setTeamUserRole',
    'readNotifications',
  ]),
  ...because('it would send mail', [
    'inviteUsers',
    'requestSignInCode',
    'signUp',
    'resendSignUp',
    'forgetPassword',
  ]),
  ...because('it takes a password, a code or a token that is not known here', [
    'signIn',
    'authenticate',
    'signInWithCode',
    'resetPassword',
    'exchangeToken',
  ]),
  ...because('it would make a credential', ['createApiKey', 'switchOrganization']),
  ...because('it would be a channel of another service, or the organization’s first', [
    'createFacebookChannel',
    'updateFacebookChannel',
    'createInstagramChannel',
    'createInstagramV2Channel',
    'createEmailChannel',
    'createWechatChannel',
    'createLineChannel',
    'createWhatsappChannel',
    'updateWhatsappChannel',
    'initChannel',
  ]),
  ...because('it refuses everybody', ['createOrganization']),
}

function because(reason: string, operations: string[]): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation, reason]))
}
